/** Any ledger by time, coin and kind: as a chart, as a table, and to take home as CSV or JSON. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { LedgerQuery, LedgerRow, LedgerRows } from "@/lib/api/types";
import { download } from "@/lib/csv";
import { compact, plain, stamp, words } from "@/lib/format";
import { useApi } from "@/lib/services";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { ChartPanel } from "@/ui/charts/ChartPanel";
import { uniqueTimes, type ChartSpec } from "@/ui/charts/model";
import { DataTable, type Column } from "@/ui/DataTable";
import { SelectField, TextField } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { Empty, FormProblem, Problem } from "@/ui/states";
import { COIN, TYPES } from "../api/figures";
import { drawable, numbersOf, pointsOf, queryOf, titleOf, type Question } from "../api/explore";
import { LedgerNav } from "./LedgerNav";
import "./ledgers.css";

const LEDGERS = ["exchange", "catalyst", "human", "glass"] as const;
const KINDS: Record<(typeof LEDGERS)[number], readonly string[]> = { exchange: ["quote", "measurement"], catalyst: ["event"], human: ["news", "post", "enrichment", "measurement"], glass: ["measurement"] };
const DAYS = [{ value: "1", text: "A day" }, { value: "7", text: "7 days" }, { value: "30", text: "30 days" }, { value: "90", text: "90 days" }];
const choices = (values: readonly string[], all: string) => [{ value: "", text: all }, ...values.map((value) => ({ value, text: words(value) }))];

/** For cells and axes; the table behind a chart and the files have every digit. */
const short = (value: number): string => (Math.abs(value) >= 1e5 ? compact(value) : plain(value));

const COLUMNS: readonly Column<LedgerRow>[] = [
  { key: "time", header: "Happened", cell: ({ record }) => stamp(record.event_time), value: ({ record }) => record.event_time },
  { key: "known", header: "Known", cell: ({ record }) => stamp(record.known_at), value: ({ record }) => record.known_at },
  { key: "what", header: "What", cell: (row) => <>{titleOf(row)}{row.record.synthetic && <small>made up</small>}</>, value: titleOf },
  { key: "numbers", header: "Numbers", cell: (row) => numbersOf(row).map(([name, value]) => `${name.replace(/^.* /, "")} ${short(Number(value))}`).join(", "), value: (row) => numbersOf(row).map(([name, value]) => `${name}=${value}`).join(" ") },
  { key: "coins", header: "Coins", cell: ({ record }) => record.assets.join(" "), value: ({ record }) => record.assets.join(" ") },
  { key: "source", header: "Source", cell: ({ record }) => record.source, value: ({ record }) => record.source },
];

export function ExplorePage() {
  const [question, setQuestion] = useState<Question>({ ledger: "exchange", days: "1", coin: "", kind: "", type: "" });
  const [query, setQuery] = useState<LedgerQuery | null>(null);
  const wrong = question.coin !== "" && !COIN.test(question.coin);
  const set = (change: Partial<Question>) => { setQuestion({ ...question, ...change }); };
  return (
    <Page title="Explorer">
      <LedgerNav />
      <Card title="What to look for">
        <form onSubmit={(event) => { event.preventDefault(); if (!wrong) setQuery(queryOf(question, Date.now())); }}>
          <div className="filters">
            <SelectField label="Ledger" value={question.ledger} options={LEDGERS.map((value) => ({ value, text: words(value) }))} onValue={(value) => { set({ ledger: value as Question["ledger"], kind: "", type: "" }); }} />
            <SelectField label="Since" value={question.days} options={DAYS} onValue={(days) => { set({ days }); }} />
            <TextField label="Coin" value={question.coin} placeholder="All coins" problem={wrong ? "A symbol such as SOL" : undefined} onValue={(coin) => { set({ coin: coin.trim().toUpperCase() }); }} />
            <SelectField label="Kind" value={question.kind} options={choices(KINDS[question.ledger], "All kinds")} onValue={(kind) => { set({ kind }); }} />
            {question.ledger === "catalyst" && <SelectField label="Type" value={question.type} options={choices(TYPES, "All types")} onValue={(type) => { set({ type }); }} />}
            <Button look="primary" type="submit" disabled={wrong}>Look</Button>
          </div>
        </form>
      </Card>
      {query ? <Found query={query} /> : <Card title="Records"><Empty title="Nothing was asked yet">Choose a ledger and a time, then Look. 90 days are kept; a page has 1,000 records.</Empty></Card>}
    </Page>
  );
}

function Found({ query }: { query: LedgerQuery }) {
  const api = useApi();
  const found = useInfiniteQuery({
    queryKey: ["ledger", "query", query],
    staleTime: Infinity,
    initialPageParam: "",
    queryFn: ({ pageParam }) => api.post<LedgerRows>("/v1/ledgers/query", { ...query, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (page) => page.next_cursor,
  });
  const pages = found.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items), [pages]);
  if (found.isPending) return <Skeleton height={420} />;
  if (!rows) return <Card title="Records"><Problem error={found.error} onRetry={() => void found.refetch()} /></Card>;
  const more = found.hasNextPage && <Button busy={found.isFetchingNextPage && "Reading…"} onClick={() => void found.fetchNextPage()}>Earlier</Button>;
  if (rows.length === 0) return <Card title="Records"><Empty title="Nothing was told" action={more}>No record fits. Look further back, or take the coin away.</Empty></Card>;
  return (
    <>
      <Drawn rows={rows} />
      <Card title={`${String(rows.length)} records, newest first`} label="Records" actions={<>{pages?.[0]?.freshness.synthetic && <Pill tone="gold">Made up</Pill>}<Exports query={query} rows={rows} /></>}>
        <DataTable caption="Records" columns={COLUMNS} rows={rows} rowKey={(row) => `${row.record_id}${row.record.known_at}`} />
        {more}
      </Card>
    </>
  );
}

/** CSV as the API writes it, a page of up to 10,000; JSON of what is on the page. */
function Exports({ query, rows }: { query: LedgerQuery; rows: readonly LedgerRow[] }) {
  const api = useApi();
  const csv = useMutation({ mutationFn: () => api.postForText("/v1/ledgers/query", { ...query, format: "csv", limit: 10_000 }), onSuccess: ({ text }) => { download(`${query.ledger}.csv`, text); } });
  return (
    <>
      <Button look="quiet" busy={csv.isPending && "Writing…"} onClick={() => { csv.mutate(); }}>CSV</Button>
      <Button look="quiet" onClick={() => { download(`${query.ledger}.json`, JSON.stringify(rows, null, 2), "application/json"); }}>JSON</Button>
      {csv.data?.next && <span className="muted small" role="status">The file holds the newest 10,000; ask for a shorter time to have all.</span>}
      <FormProblem error={csv.error} />
    </>
  );
}

type NumberRow = { time: number; value: number };
const NUMBERS: readonly Column<NumberRow>[] = [
  { key: "time", header: "Time", cell: (one) => stamp(one.time * 1000), value: (one) => new Date(one.time * 1000).toISOString() },
  { key: "value", header: "Value", numeric: true, cell: (one) => plain(one.value), value: (one) => one.value },
];

function Drawn({ rows }: { rows: readonly LedgerRow[] }) {
  const names = useMemo(() => drawable(rows), [rows]);
  const [wanted, setWanted] = useState("");
  const name = names.includes(wanted) ? wanted : (names[0] ?? "");
  const points = useMemo(() => uniqueTimes(pointsOf(rows, name)), [rows, name]);
  const spec = useMemo<ChartSpec>(() => ({ label: `${name}, ${String(points.length)} values, last ${plain(points.at(-1)?.value ?? NaN)}`, format: short, lines: [{ name, ink: "hue2", points, filled: true }] }), [name, points]);
  if (points.length < 2) return null;
  return (
    <ChartPanel
      title={name}
      label="Drawn"
      spec={spec}
      height={240}
      controls={names.length > 1 && <SelectField label="Show" value={name} options={names.slice(0, 200).map((value) => ({ value, text: value }))} onValue={setWanted} />}
      table={() => <DataTable caption={name} columns={NUMBERS} rows={[...points].reverse()} rowKey={(one) => String(one.time)} csvName="explorer" />}
    />
  );
}
