/** Trades and net result by side, regime, weekday, hour and why they ended. */
import { useState } from "react";
import type { ReportCard } from "@/lib/api/types";
import { percent, words } from "@/lib/format";
import { Card, Gain } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField } from "@/ui/Field";
import { Empty } from "@/ui/states";

interface Row {
  word: string;
  trades: number;
  winRate: string;
  net: string;
}

const ORDER = ["side", "exit_reason", "regime", "weekday", "hour", "session", "symbol", "family"];
const NAMES: Record<string, string> = { side: "Side", exit_reason: "Why it ended", regime: "Market regime", weekday: "Weekday", hour: "Hour, UTC", session: "Session", symbol: "Symbol", family: "Family" };
const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

export function Breakdowns({ breakdown }: { breakdown: ReportCard["breakdown"] }) {
  const groups = Object.keys(breakdown).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const [chosen, setChosen] = useState("side");
  const group = groups.includes(chosen) ? chosen : groups[0];
  if (group === undefined) return <Card title="Breakdown"><Empty title="Nothing to break down">The run has no trades.</Empty></Card>;
  const rows = rowsOf(breakdown[group] ?? {});
  const most = Math.max(...rows.map((row) => Math.abs(Number(row.net))), 0);
  return (
    <Card title="Breakdown">
      <div className="stack">
        <div style={{ maxWidth: 260 }}>
          <SelectField label="By" value={group} options={groups.map((name) => ({ value: name, text: NAMES[name] ?? words(name) }))} onValue={setChosen} />
        </div>
        <DataTable key={group} caption={`Trades by ${(NAMES[group] ?? words(group)).toLowerCase()}`} columns={columns(NAMES[group] ?? words(group), most)} rows={rows} rowKey={(row) => row.word} csvName={`breakdown-${group}`} />
      </div>
    </Card>
  );
}

function rowsOf(group: ReportCard["breakdown"][string]): Row[] {
  const place = (word: string) => WEEK.findIndex((day) => day.startsWith(word.toLowerCase().slice(0, 3)));
  return Object.entries(group)
    .map(([word, { trades, net_pnl, win_rate }]) => ({ word, trades, winRate: win_rate, net: net_pnl }))
    .sort((a, b) => place(a.word) - place(b.word) || a.word.localeCompare(b.word, "en", { numeric: true }));
}

function columns(name: string, most: number): readonly Column<Row>[] {
  return [
    { key: "word", header: name, value: (row) => row.word, cell: (row) => (/^[a-z]/.test(row.word) ? words(row.word) : row.word) },
    { key: "trades", header: "Trades", numeric: true, value: (row) => row.trades, cell: (row) => row.trades },
    { key: "win", header: "Won", numeric: true, value: (row) => row.winRate, cell: (row) => percent(row.winRate, 0) },
    {
      key: "net", header: "Net P&L", numeric: true, value: (row) => row.net,
      cell: (row) => <span className="bar-cell"><i aria-hidden="true" style={{ width: `${String(most > 0 ? (Math.abs(Number(row.net)) / most) * 100 : 0)}%`, background: Number(row.net) < 0 ? "var(--down-line)" : "var(--up-line)" }} /><Gain amount={row.net} /></span>,
    },
  ];
}
