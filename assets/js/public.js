// What the public pages load: as little as possible.
import { startTheme } from "./theme.js";
import { startDialogs } from "./dialog.js";

startTheme();
startDialogs();
