/** The calculator: the sum is written out, so that nobody has to trust the picture. */
import { all, one, write } from "./dom.ts";
import {
  type FigureName,
  type Figures,
  ordered,
  queryOf,
  readFigure,
  START,
  worth,
} from "./roi.ts";

export function calculator(section: HTMLElement): void {
  const form = one<HTMLFormElement>("form", section);
  const names = Object.keys(START) as FigureName[];
  const input = (name: string) => one<HTMLInputElement>(`input[name="${name}"]`, form);

  const figures = (moved = ""): Figures => {
    const typed = names.map((name) => [name, readFigure(name, input(name).value)] as const);
    return ordered({ ...START, ...Object.fromEntries(typed) }, moved);
  };

  form.addEventListener("input", (event) => {
    const moved = event.target instanceof HTMLInputElement ? event.target.name : "";
    const now = figures(moved);
    input("low").value = String(now.low);
    input("high").value = String(now.high);
    paint(section, now);
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  one("[data-roi-share]", section).addEventListener("click", (event) => {
    const url = `${location.href.split(/[?#]/)[0]}?${queryOf(figures())}#worth`;
    history.replaceState(null, "", url);
    void tellCopied(one("[data-label]", event.currentTarget as Element), url);
  });
}

/** The button says what happened, for eyes and for screen readers. */
async function tellCopied(label: HTMLElement, url: string): Promise<void> {
  label.dataset.usual ??= label.textContent;
  const copied = await navigator.clipboard.writeText(url).then(
    () => true,
    () => false,
  );
  write(label, copied ? "Copied" : "The address bar has it");
  setTimeout(() => write(label, label.dataset.usual ?? ""), 2000);
}

function paint(section: HTMLElement, figures: Figures): void {
  const sum = worth(figures);
  for (const place of all("[data-roi-out]", section)) {
    write(place, sum.lines[place.dataset["roiOut"] ?? ""] ?? "");
  }
  const range = one<SVGElement>("[data-roi-range]", section);
  range.setAttribute("x", sum.x);
  range.setAttribute("width", sum.width);
  all<SVGElement>("[data-roi-tick]", section).forEach((tick, third) => {
    write(tick, sum.ticks[third] ?? "");
  });
}
