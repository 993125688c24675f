/** What a faster answer could be worth. The same arithmetic as `roi.py`, while the visitor types. */
import { percent, tenths, thousands } from "./words.ts";

export interface Figures {
  leads: number;
  rate: number;
  value: number;
  low: number;
  high: number;
}

export type FigureName = keyof Figures;

export const START: Figures = { leads: 200, rate: 4, value: 6000, low: 5, high: 15 };
const FULL_SCALE = 30; // per cent of uplift at the right end of the scale
const NARROWEST = 0.006; // the bar stays visible when low and high are equal
const LIMITS: Figures = { leads: 1e7, rate: 100, value: 1e9, low: FULL_SCALE, high: FULL_SCALE };

export interface Worth {
  lines: Record<string, string>;
  x: string;
  width: string;
  ticks: string[];
}

/** A figure as typed, within its limits; what cannot be read counts as nothing. */
export function readFigure(name: FigureName, typed: string): number {
  const value = Number.parseFloat(typed);
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), LIMITS[name]) : 0;
}

/** The slider that moved wins, the other follows, so that low is never above high. */
export function ordered(figures: Figures, moved: string): Figures {
  if (figures.low <= figures.high) return figures;
  return moved === "low" ? { ...figures, high: figures.low } : { ...figures, low: figures.high };
}

/** leads x rate x value x uplift, once for each end of the range. */
export function worth({ leads, rate, value, low, high }: Figures): Worth {
  const won = (leads * rate) / 100;
  const base = won * value;
  const [least, most] = [(base * low) / 100, (base * high) / 100];
  return {
    lines: {
      leads: tenths(leads),
      rate: tenths(rate),
      value: tenths(value),
      low_uplift: `${tenths(low)} %`,
      high_uplift: `${tenths(high)} %`,
      won: tenths(won),
      base: thousands(base),
      low: thousands(least),
      high: thousands(most),
      one: thousands(base / 100),
      low_year: thousands(least * 12),
      high_year: thousands(most * 12),
    },
    x: percent(low / FULL_SCALE),
    width: percent(Math.max((high - low) / FULL_SCALE, NARROWEST)),
    ticks: [0, 1, 2, 3].map((third) => thousands((base * FULL_SCALE * third) / 300)),
  };
}

/** The figures as a query string, so that a link carries them. */
export function queryOf(figures: Figures): string {
  return new URLSearchParams(
    Object.entries(figures).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
