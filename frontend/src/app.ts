/** The screens: htmx does the round trips, these small islands do what only a browser can. */
import "./app.css";
import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import { startBrowserNotes } from "./islands/browser_notes.ts";
import { startCopying } from "./islands/copy.ts";
import { startDialogs } from "./islands/dialogs.ts";
import { startDropping } from "./islands/dropping.ts";
import { startFocus } from "./islands/focus.ts";
import { startInserting } from "./islands/inserting.ts";
import { startKeyList } from "./islands/key_list.ts";
import { startKeyboard } from "./islands/keyboard.ts";
import { startMoments } from "./islands/moments.ts";
import { startPalette } from "./islands/palette.ts";
import { startPanel } from "./islands/panel.ts";
import { startRows } from "./islands/rows.ts";
import { startSelection } from "./islands/selection.ts";
import { startTabs } from "./islands/tabs.ts";
import { startTheme } from "./islands/theme.ts";
import { startToasts } from "./islands/toasts.ts";

// Every listener stands on the document: a swap may replace anything below it.
startTheme();
startDialogs();
startMoments();
startCopying();
startToasts();
startSelection();
startRows();
startPanel();
startPalette();
startKeyboard();
startKeyList();
startFocus();
startDropping();
startInserting();
startBrowserNotes();
startTabs();
