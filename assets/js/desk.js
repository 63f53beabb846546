// What the pages of the staff desk load. Every page works without it; this
// makes them live. Everything is driven by data- attributes in the page.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
import { startTheme } from "./theme.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startAutosave } from "./autosave.js";
import { startToasts } from "./toast.js";
import { startDialogs } from "./dialog.js";
import { startPresence } from "./presence.js";
import { startBar } from "./bar.js";
import { startBell } from "./bell.js";
import { startRule } from "./rule.js";

startTheme();
startToasts();
startDialogs();
startBar();
startBell();
startList();
startKeys();
startAutosave();
startPresence();
startRule();
