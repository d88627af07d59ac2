/** What a run trades beside its own series: other symbols on the same capital, other timeframes to be told. */
import type { Series } from "@/lib/api/types";
import { day, plain } from "@/lib/format";
import { CheckField, TextField } from "@/ui/Field";
import { MOST_SYMBOLS, MOST_TIMEFRAMES, othersOf, timeframesBeside } from "../api/traded";

interface TradedProps {
  all: readonly Series[];
  series: string;
  symbols: readonly string[];
  timeframes: readonly string[];
  positions: string;
  set: (change: { symbols?: readonly string[]; timeframes?: readonly string[]; positions?: string }) => void;
}

const toggled = (all: readonly string[], one: string, on: boolean): readonly string[] => (on ? [...all, one] : all.filter((other) => other !== one));

export function TradedFields({ all, series, symbols, timeframes, positions, set }: TradedProps) {
  const others = othersOf(all, series);
  const lengths = timeframesBeside(series);
  return (
    <>
      {others.length > 0 && (
        <fieldset>
          <legend>Also trade, on the same capital</legend>
          <div className="choices">
            {others.map((one) => (
              <CheckField
                key={one.series}
                label={<span>{one.symbol} <span className="muted small">{plain(one.bars, 0)} bars, {day(one.first)} to {day(one.last)}</span></span>}
                checked={symbols.includes(one.symbol)}
                disabled={symbols.length >= MOST_SYMBOLS - 1 && !symbols.includes(one.symbol)}
                onChecked={(on) => { set({ symbols: toggled(symbols, one.symbol, on) }); }}
              />
            ))}
          </div>
          {symbols.length > 0 && (
            <TextField label="Positions at once" inputMode="numeric" value={positions} hint={`Blank: up to ${String(symbols.length + 1)}, one a symbol; the stronger signal goes first`} onValue={(value) => { set({ positions: value }); }} />
          )}
        </fieldset>
      )}
      <fieldset>
        <legend>Also tell how it does on</legend>
        <div className="row">
          {lengths.map((one) => (
            <CheckField
              key={one}
              label={one}
              checked={timeframes.includes(one)}
              disabled={timeframes.length >= MOST_TIMEFRAMES - 1 && !timeframes.includes(one)}
              onChecked={(on) => { set({ timeframes: toggled(timeframes, one, on) }); }}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}
