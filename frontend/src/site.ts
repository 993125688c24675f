import "./site.css";
import { startCopying } from "./islands/copy.ts";
import { startTheme } from "./islands/theme.ts";
import { calculator } from "./site/calculator.ts";
import { demo } from "./site/demo.ts";
import { all } from "./site/dom.ts";
import { tabLists } from "./site/tabs.ts";

startTheme();
startCopying();
tabLists();
for (const frame of all("[data-demo]")) demo(frame);
for (const section of all("[data-roi]")) calculator(section);
