import "./site.css";
import { calculator } from "./site/calculator.ts";
import { demo } from "./site/demo.ts";
import { all } from "./site/dom.ts";
import { copyButtons, tabLists, themeButtons } from "./site/page.ts";

themeButtons();
copyButtons();
tabLists();
for (const frame of all("[data-demo]")) demo(frame);
for (const section of all("[data-roi]")) calculator(section);
