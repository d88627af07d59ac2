/** Indicators as lines of a candle chart: on the price where they are prices, else in a pane each. Pure. */
import type { IndicatorSeries } from "@/lib/api/types";
import { seconds } from "@/ui/charts/candles/fromWire";
import type { Overlay } from "@/ui/charts/candles/model";
import { HUES, type Ink, type Point } from "@/ui/charts/model";
import { chosenText, type Chosen } from "./chosen";

/** Levels that an indicator is read by. */
const LEVELS: Record<string, readonly number[]> = {
  rsi: [30, 70], stochastic: [20, 80], stoch_rsi: [20, 80], mfi: [20, 80], cci: [-100, 100], williams_r: [-80, -20],
  adx: [20, 25], aroon: [70], volume_spike: [2], macd: [0], ad: [0], rsi_divergence: [0], premium_discount: [0.5],
};
/** What stands on another scale than the rest of its pane. */
const LEFT_OUT: Record<string, readonly string[]> = {
  atr: ["ratio", "true_range", "percent"], adx: ["adxr"], stochastic: ["j"], obv: ["divergence"], volume_spike: ["average"], ad: ["slope"], ma_cross: ["spread"], ema_cross: ["spread"],
};
/** Levels that jump: joined by lines they would show prices that never were. */
const DOTTED = new Set(["psar", "fair_value_gap", "liquidity_sweep", "break_of_structure", "change_of_character", "order_block", "premium_discount", "swing_break", "support_resistance", "poc"]);

const INKS = HUES.slice(1);

/** `found` in the order of `chosen`, undefined where an answer is not there yet. */
export function overlaysOf(chosen: readonly Chosen[], found: readonly (IndicatorSeries | undefined)[]): Overlay[] {
  let ink = 0;
  let pane = 0;
  return chosen.flatMap((one, index) => {
    const series = found[index];
    if (!series || !one.on) return [];
    const onPrice = series.price_outputs.length > 0;
    if (!onPrice) pane += 1;
    const shown = onPrice ? series.price_outputs : series.outputs.filter((output) => !LEFT_OUT[one.name]?.includes(output));
    return shown.map((output, place): Overlay => ({
      name: shown.length === 1 ? chosenText(one) : `${chosenText(one)} ${output.replaceAll("_", " ")}`,
      ink: INKS[ink++ % INKS.length] as Ink,
      pane: onPrice ? 0 : pane,
      look: output === "histogram" ? "histogram" : DOTTED.has(one.name) ? "dots" : output === "upper" || output === "lower" ? "dashed" : "line",
      points: pointsOf(series, output),
      ...(place === 0 && LEVELS[one.name] ? { levels: LEVELS[one.name] } : {}),
    }));
  });
}

function pointsOf(series: IndicatorSeries, output: string): Point[] {
  return series.items.flatMap(({ ts, values }) => {
    const value = values[output];
    return value === null || value === undefined ? [] : [{ time: seconds(ts), value }];
  });
}
