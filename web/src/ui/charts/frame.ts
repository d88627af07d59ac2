/** What every chart on a canvas shares: its frame, its colours, and being told of a new theme. */
import { ColorType, createChart, type IChartApi } from "lightweight-charts";
import { useSyncExternalStore } from "react";
import { onThemeChange } from "@/lib/theme";
import { inkToken, type Ink } from "./model";

/** Canvas cannot read tokens: ask the browser what a token is worth here and now. */
export function resolver(host: HTMLElement): (value: string) => string {
  const probe = document.createElement("span");
  host.append(probe);
  const read = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  setTimeout(() => {
    probe.remove();
  });
  return read;
}

/** What an ink is worth in the theme of `host`. */
export function inker(host: HTMLElement): (ink: Ink) => string {
  const resolve = resolver(host);
  return (ink) => resolve(inkToken(ink));
}

export const faded = (colour: string, alpha: number): string => colour.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${String(alpha)})`);

export function frame(host: HTMLElement): IChartApi {
  const ink = resolver(host);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return createChart(host, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: ink("var(--muted)"),
      fontFamily: "Inter Variable, Inter, system-ui, sans-serif",
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: ink("var(--line)"), enableResize: false },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: ink("var(--grid)") } },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.06, bottom: 0.04 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, minBarSpacing: 0.1 },
    crosshair: { horzLine: { labelVisible: true }, vertLine: { labelVisible: true } },
    kineticScroll: { touch: !still, mouse: false },
    handleScroll: { vertTouchDrag: false },
  });
}

const themeKey = () => `${document.documentElement.dataset["theme"] ?? ""}${String(matchMedia("(prefers-color-scheme: dark)").matches)}`;

/** Changes whenever the tokens do. */
export const useThemeKey = (): string => useSyncExternalStore(onThemeChange, themeKey);
