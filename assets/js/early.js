// Loaded in the head without defer, so that a chosen theme is there before the
// first paint. Keep it tiny.
import { applyTheme } from "./theme.js";

applyTheme();
