/** Finding and hearing elements that may come and go. */

export function find<T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T | null {
  return within.querySelector<T>(selector);
}

export function all<T extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** The element around an event's target that matches, as a delegated listener needs it. */
export function around<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** Do this to what is on the page now, and to what every swap brings. */
export function onContent(action: (root: ParentNode) => void): void {
  action(document);
  document.addEventListener("htmx:after:swap", () => action(document));
}

/** Local storage may be forbidden; then nothing is remembered, and nothing breaks. */
export const memory = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Nothing to do: the choice lasts as long as the page.
    }
  },
};
