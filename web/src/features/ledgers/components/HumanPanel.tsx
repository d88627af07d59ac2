/** The calendar with its table, its filters and what is talked about; on the card and on the page. */
import { useState, type ReactNode } from "react";
import type { Human, HumanDay } from "@/lib/api/types";
import { day, decimal } from "@/lib/format";
import { TablePanel } from "@/ui/charts/ChartPanel";
import { DataTable, type Column } from "@/ui/DataTable";
import { bandWord, score } from "../api/figures";
import type { HumanFilter, useHuman } from "../api/queries";
import { Calendar } from "./Calendar";
import { DayDialog } from "./DayDialog";
import { Figure, instead, LedgerTitle, Marks, NothingYet, ReadFailed } from "./parts";

const COLUMNS: readonly Column<HumanDay>[] = [
  { key: "day", header: "Day", cell: (one) => day(one.day), value: (one) => one.day },
  { key: "mean", header: "Score", numeric: true, cell: (one) => score(one.mean), value: (one) => one.mean },
  { key: "word", header: "Mood", cell: (one) => bandWord(one.band), value: (one) => bandWord(one.band) },
  { key: "mentions", header: "Mentions", numeric: true, cell: (one) => one.mentions, value: (one) => one.mentions },
  { key: "words", header: "Words", cell: (one) => one.words.join(", "), value: (one) => one.words.join(" ") },
];
const HEIGHT = 250;

export function HumanPanel({ query, filter, link = false, children }: { query: ReturnType<typeof useHuman>; filter: HumanFilter; link?: boolean; children?: ReactNode }) {
  const [opened, setOpened] = useState<string | null>(null);
  const human = query.data;
  const told = human?.days.some((one) => one.mentions > 0) ?? false;
  return (
    <>
      <TablePanel
        title={<LedgerTitle ledger="human" link={link}>sentiment, last 5 weeks</LedgerTitle>}
        label="Human"
        controls={<Marks ledger="human" fresh={human?.freshness} />}
        chart={human && <Calendar human={human} onDay={(one) => { setOpened(one.day); }} />}
        table={() => <DataTable caption="Sentiment by day" columns={COLUMNS} rows={[...(human?.days ?? [])].reverse()} rowKey={(one) => one.day} csvName="sentiment" />}
        foot={<>{human && told && <HumanFigures human={human} />}{children}<ReadFailed query={query} /></>}
        instead={instead(query, HEIGHT, told || filtered(filter) ? false : <NothingYet what="posts or news" source="the news feeds" />)}
      />
      {opened && <DayDialog day={opened} filter={filter} onClose={() => { setOpened(null); }} />}
    </>
  );
}

const filtered = (filter: HumanFilter): boolean => filter.sources.length > 0 || filter.minScore > 0;

const MOODS = { bullish: "▲ Bullish", neutral: "■ Neutral", bearish: "▼ Bearish" } as const;
const TONES = { bullish: "up", neutral: "", bearish: "down" } as const;

function HumanFigures({ human }: { human: Human }) {
  // In the first days there is nothing usual yet.
  const usual = decimal(human.news.usual, { places: 0 });
  return (
    <dl className="ledger-figures">
      <Figure label="Mood, 24 h" note={human.mood && `score ${score(human.mood_mean)}`}>
        {human.mood ? <span className={TONES[human.mood]}>{MOODS[human.mood]}</span> : "Nothing said"}
      </Figure>
      <Figure label="Talked about" note={human.trending.slice(1, 4).map((one) => `${one.name} ${String(one.mentions)}`).join(", ")}>
        {human.trending[0] ? <>{human.trending[0].name} <span className="small muted">{human.trending[0].mentions}, usually {decimal(human.trending[0].usual, { places: 1, trim: true })} a day</span></> : "–"}
      </Figure>
      <Figure label="News, 24 h" note={usual !== "0" && `usually ${usual} a day`}>{human.news.mentions}</Figure>
    </dl>
  );
}
