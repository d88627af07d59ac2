/** The same rules on bars of other lengths, and how far they hold the same positions. */
import type { ReportCard } from "@/lib/api/types";
import { percent, plain } from "@/lib/format";
import { Card, GainPercent } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";

type Told = NonNullable<ReportCard["timeframes"]>;
type Row = Told["table"][number];

const columns = (main: string): readonly Column<Row>[] => [
  {
    key: "timeframe", header: "Timeframe", value: (row) => row.timeframe,
    cell: (row) => <>{row.timeframe}{row.timeframe === main ? <small>judged</small> : row.made_of ? <small>made of {row.made_of}</small> : null}</>,
  },
  { key: "bars", header: "Bars", numeric: true, value: (row) => row.bars, cell: (row) => plain(row.bars, 0) },
  { key: "return", header: "Return held out", numeric: true, value: (row) => row.out_of_sample["total_return"]?.value, cell: (row) => <GainPercent fraction={row.out_of_sample["total_return"]?.value} /> },
  { key: "sharpe", header: "Sharpe held out", numeric: true, value: (row) => row.out_of_sample["sharpe"]?.value, cell: (row) => plain(row.out_of_sample["sharpe"]?.value) },
  { key: "whole", header: "Return, all bars", numeric: true, value: (row) => row.whole["total_return"]?.value, cell: (row) => <GainPercent fraction={row.whole["total_return"]?.value} /> },
  { key: "drawdown", header: "Drawdown", numeric: true, value: (row) => row.whole["max_drawdown"]?.value, cell: (row) => percent(row.whole["max_drawdown"]?.value, 1) },
  { key: "trades", header: "Trades", numeric: true, value: (row) => row.whole["trades"]?.value, cell: (row) => plain(row.whole["trades"]?.value, 0) },
  { key: "agreement", header: `Agrees with ${main}`, numeric: true, value: (row) => row.agreement, cell: (row) => percent(row.agreement, 0) },
];

export function TimeframesTable({ told }: { told: Told }) {
  const { alignment } = told;
  return (
    <Card title="The same rules on other timeframes">
      <div className="stack">
        <DataTable caption="Results by timeframe" columns={columns(told.main)} rows={told.table} rowKey={(row) => row.timeframe} csvName="timeframes" />
        <p className="muted small" data-testid="alignment">
          {alignment.share === null
            ? `No alignment share: ${alignment.reason ?? ""}.`
            : `Alignment ${percent(alignment.share, 0)}: of ${plain(alignment.held, 0)} closes at which any timeframe held a position, all held one of the same direction at ${plain(alignment.aligned, 0)}.`}{" "}
          The gates judge {told.main} alone.
        </p>
      </div>
    </Card>
  );
}
