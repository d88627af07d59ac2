/** How far the figures may be trusted: the look-ahead test, the deepest fall, luck, the mean trade. */
import type { ReactNode } from "react";
import type { ReportCard } from "@/lib/api/types";
import { day, percent, plain, sentence } from "@/lib/format";
import { Card } from "@/ui/basic";

export function Evidence({ card }: { card: ReportCard }) {
  const { look_ahead: looked, drawdown, luck, trade_test: test } = card;
  return (
    <Card title="How far to trust it">
      <div className="stack">
        <Fact title="Nothing from the future" tone={looked.changed === 0 ? "up" : "down"} word={looked.changed === 0 ? "holds" : "broken"}>
          {looked.changed === 0
            ? `${plain(looked.decisions, 0)} decisions were taken again on data cut at ${String(looked.cuts)} places; none changed.`
            : `${plain(looked.changed, 0)} decisions change once later data is known. ${looked.first ? `${sentence(looked.first)}.` : ""}`}
        </Fact>
        <Fact title="Deepest fall" word={percent(drawdown.fraction, 1)}>
          From {drawdown.peak ? day(drawdown.peak) : "the start"} down to {day(drawdown.bottom)}, {drawdown.recovery ? `made good by ${day(drawdown.recovery)}` : "not made good yet"}. Longest below a peak {plain(drawdown.longest_days, 0)} days; below one {percent(drawdown.under_water_fraction, 0)} of the time.
        </Fact>
        {luck?.["sharpe"] && (
          <Fact title="Luck" word={`Sharpe ${plain(luck["sharpe"].low)} to ${plain(luck["sharpe"].high)}`}>
            Where nine of ten resampled runs of the held-out days end (seed {card.seed}).{luck["max_drawdown"] && ` Their drawdown: ${percent(luck["max_drawdown"].low, 0)} to ${percent(luck["max_drawdown"].high, 0)}.`}
          </Fact>
        )}
        {test && (
          <Fact title="Mean trade" tone={Number(test.p_greater) < 0.05 ? "up" : "warn"} word={percent(test.mean_fraction, 2, true)}>
            Over {test.count} held-out trades. Trades without an edge do as well with a chance of {percent(test.p_greater, 1)}.
          </Fact>
        )}
      </div>
    </Card>
  );
}

function Fact({ title, word, tone = "", children }: { title: string; word: string; tone?: string; children: ReactNode }) {
  return (
    <div>
      <div className="row"><strong>{title}</strong><span className={tone}>{word}</span></div>
      <p className="muted small">{children}</p>
    </div>
  );
}
