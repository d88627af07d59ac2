/** Every set tried, best first, each with the way to a backtest of it. */
import type { Objective, OptimisationDetail, ResultRow } from "@/lib/api/types";
import { NOTHING, percent, plain } from "@/lib/format";
import { Button, Card, GainPercent, Skeleton } from "@/ui/basic";
import { DataTable, type Column } from "@/ui/DataTable";
import { Empty, Problem } from "@/ui/states";
import { objectiveName, scoreText, setText } from "../api/figures";
import { useResults } from "../api/queries";

export function ResultsTable({ search, onBacktest }: { search: OptimisationDetail; onBacktest: (set: Record<string, string>) => void }) {
  const results = useResults(search.search_id);
  const rows = results.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      title={<>Sets <span className="muted">{plain(search.rows_scored, 0)} of {plain(search.rows_total, 0)} ranked</span></>}
      label="Sets"
      actions={results.hasNextPage && <Button look="quiet" busy={results.isFetchingNextPage && "Reading…"} onClick={() => void results.fetchNextPage()}>More sets</Button>}
    >
      {results.isError && <Problem error={results.error} onRetry={() => void results.refetch()} />}
      {results.isPending && <Skeleton height={300} />}
      {rows?.length === 0 && <Empty title="No set">The constraints leave no combination of these ranges.</Empty>}
      {rows && rows.length > 0 && <DataTable caption="Sets, best first" columns={columns(search.parameters, search.objective, onBacktest)} rows={rows} rowKey={(row) => String(row.index)} csvName={`search-${search.search_id}`} />}
    </Card>
  );
}

function columns(names: readonly string[], objective: Objective, onBacktest: (set: Record<string, string>) => void): readonly Column<ResultRow>[] {
  const figure = (row: ResultRow, name: string) => row.figures[name];
  return [
    { key: "rank", header: "Rank", numeric: true, value: (row) => row.rank, cell: (row) => (row.score === null ? NOTHING : row.rank) },
    ...names.map((name): Column<ResultRow> => ({ key: `param ${name}`, header: name, numeric: true, value: (row) => row.params[name], cell: (row) => <span className="mono">{row.params[name]}</span> })),
    { key: "score", header: objectiveName(objective), numeric: true, value: (row) => row.score, cell: (row) => (row.score === null ? <span className="muted">not ranked</span> : <strong>{scoreText(objective, row.score)}</strong>) },
    ...(objective === "total_return" ? [] : [{ key: "return", header: "Return", numeric: true, value: (row: ResultRow) => figure(row, "total_return"), cell: (row: ResultRow) => <GainPercent fraction={figure(row, "total_return")} places={1} /> }]),
    ...(objective === "sharpe" ? [] : [{ key: "sharpe", header: "Sharpe", numeric: true, value: (row: ResultRow) => figure(row, "sharpe"), cell: (row: ResultRow) => plain(figure(row, "sharpe")) }]),
    { key: "drawdown", header: "Drawdown", numeric: true, value: (row) => figure(row, "max_drawdown"), cell: (row) => percent(figure(row, "max_drawdown"), 1) },
    { key: "win", header: "Won", numeric: true, value: (row) => figure(row, "win_rate"), cell: (row) => percent(figure(row, "win_rate"), 0) },
    { key: "trades", header: "Trades", numeric: true, value: (row) => figure(row, "trades"), cell: (row) => plain(figure(row, "trades"), 0) },
    { key: "go", header: "", numeric: true, cell: (row) => <Button look="quiet" aria-label={`Backtest ${setText(row.params)}`} onClick={() => { onBacktest(row.params); }}>Backtest</Button> },
  ];
}
