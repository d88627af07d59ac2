/** What each indicator on the chart says at the last close: its values, its side, how strongly, and why. */
import type { IndicatorSeries } from "@/lib/api/types";
import { plain, sentence, stamp } from "@/lib/format";
import { Card } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { SideWord, Strength } from "./SideWord";

export interface ReadingRow {
  name: string;
  found: IndicatorSeries | undefined;
}

const COLUMNS: readonly Column<ReadingRow>[] = [
  { key: "name", header: "Indicator", value: (row) => row.name, cell: (row) => row.name },
  { key: "signal", header: "Says", value: (row) => row.found?.reading?.signal, cell: (row) => (row.found?.reading ? <SideWord side={row.found.reading.known ? row.found.reading.signal : "NEUTRAL"} /> : "–") },
  { key: "strength", header: "Strength", numeric: true, value: (row) => row.found?.reading?.strength, cell: (row) => (row.found?.reading ? <Strength value={row.found.reading.strength} /> : "–") },
  { key: "values", header: "Values", value: (row) => valuesText(row.found), cell: (row) => <span className="small">{valuesText(row.found)}</span> },
  { key: "reason", header: "Why", value: (row) => row.found?.reading?.reason, cell: (row) => <span className="small">{row.found?.reading ? sentence(row.found.reading.reason) : "Waiting for the answer"}</span> },
];

export function Readings({ rows, at }: { rows: readonly ReadingRow[]; at: string | undefined }) {
  if (rows.length === 0) return null;
  return (
    <Card title={<>What they say <span className="muted">at the close of the bar of {stamp(at)}</span></>} label="What the indicators say">
      <DataTable caption="What the indicators say" columns={COLUMNS} rows={rows} rowKey={(row) => row.name} csvName="indicators" />
    </Card>
  );
}

function valuesText(found: IndicatorSeries | undefined): string {
  const values = found?.reading?.values;
  if (!values) return "–";
  const entries = Object.entries(values);
  return entries.map(([name, value]) => (entries.length === 1 ? plain(value) : `${name.replaceAll("_", " ")} ${plain(value)}`)).join(", ");
}
