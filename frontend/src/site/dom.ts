/** Finding elements: a missing one is a mistake in a template and says which. */

export function all<E extends Element = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): E[] {
  return [...root.querySelectorAll<E>(selector)];
}

export function one<E extends Element = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The template has no ${selector}`);
  return found;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name: string, attributes: Record<string, string>, words = ""): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
}

export function html(name: string, words: string, className = ""): HTMLElement {
  const element = document.createElement(name);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

/** Text is touched only when it changes, so that a running clock does not redraw eleven still rows. */
export function write(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
