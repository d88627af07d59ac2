/** One search: its progress, then what it found and how much of that is luck. */
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { OptimisationDetail } from "@/lib/api/types";
import { day, percent, plain, sentence } from "@/lib/format";
import { isRunning } from "@/lib/reads";
import { Button, GainPercent, Pill, Skeleton } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Empty, Problem } from "@/ui/states";
import { objectiveName, sameSet, scoreText, setText } from "../api/figures";
import { useOptimisation, useResults } from "../api/queries";
import { BacktestSet } from "./BacktestSet";
import { HeatMapCard } from "./HeatMapCard";
import { LuckCard } from "./LuckCard";
import { Ended, Progress } from "./Progress";
import { ResultsTable } from "./ResultsTable";
import { StabilityCard } from "./StabilityCard";
import "./searches.css";

export function OptimisationPage() {
  const { searchId = "" } = useParams();
  const search = useOptimisation(searchId);
  const { data } = search;
  return (
    <Page title={data ? `Search of ${data.name}` : "Search"} mode={data?.series.startsWith("simulated") ? "Simulated" : null} pills={data && <Pill>version {data.version}</Pill>}>
      {search.isPending && <><Skeleton height={96} /><div className="two-one"><Skeleton height={420} /><Skeleton height={420} /></div></>}
      {search.isError && !data && <Problem error={search.error} onRetry={() => void search.refetch()} />}
      {data && isRunning(data) && <Progress kind="optimisations" job={data} />}
      {data?.state === "COMPLETED" && <Found search={data} />}
      {data && !isRunning(data) && data.state !== "COMPLETED" && <Ended kind="optimisations" job={data} />}
    </Page>
  );
}

function Found({ search }: { search: OptimisationDetail }) {
  const [set, setSet] = useState<Record<string, string> | null>(null);
  const results = useResults(search.search_id);
  const rows = results.data?.pages.flatMap((page) => page.items) ?? [];
  /** The best set with these values; without one among the rows read so far, the best set with them put in. */
  const pick = (pair: Record<string, string>) => { setSet(rows.find((row) => sameSet(pair, row.params))?.params ?? { ...search.best?.params, ...pair }); };
  return (
    <>
      <Best search={search} onBacktest={setSet} />
      <div className="two-one">
        {search.parameters.length >= 2 ? <HeatMapCard search={search} onPick={pick} /> : <StabilityCard search={search} />}
        {search.luck && <LuckCard luck={search.luck} />}
      </div>
      {search.parameters.length >= 2 && <StabilityCard search={search} />}
      <ResultsTable search={search} onBacktest={setSet} />
      {set && <BacktestSet search={search} set={set} onClose={() => { setSet(null); }} />}
    </>
  );
}

const METHOD: Record<string, string> = { grid: "every combination", random: "a random draw", model: "sets a model chose" };

function Best({ search, onBacktest }: { search: OptimisationDetail; onBacktest: (set: Record<string, string>) => void }) {
  const { best, objective } = search;
  const about = [
    `${search.series.replaceAll(":", " ")}, ${plain(search.bars, 0)} bars`,
    search.searched_from && search.searched_to ? `Searched ${day(search.searched_from)} to ${day(search.searched_to)}, the newest ${percent(search.holdout_fraction, 0)} unseen` : null,
    `${sentence(METHOD[search.method] ?? search.method)}, at least ${String(search.minimum_trades)} trades`,
    search.result_hash ? `Result ${search.result_hash.slice(0, 12)}` : null,
  ].filter(Boolean).join(". ").concat(".");
  if (!best || best.score === null) return <Empty title="No set is ranked" action={<Link className="btn" to={`/searches/new?strategy=${search.strategy_id}`}>New search</Link>}>Every set had fewer trades than asked for. {about}</Empty>;
  return (
    <section className="card best" aria-label="Best set">
      <div className="stack-s grow">
        <span className="muted small">Best set</span>
        <strong className="mono best-set">{setText(best.params)}</strong>
        <span className="muted small">{about}</span>
      </div>
      <dl className="figures">
        <div><dt>{objectiveName(objective)}</dt><dd className="lead">{scoreText(objective, best.score)}</dd></div>
        <div><dt>Return</dt><dd><GainPercent fraction={best.figures["total_return"]} places={1} /></dd></div>
        <div><dt>Drawdown</dt><dd>{percent(best.figures["max_drawdown"], 1)}</dd></div>
        <div><dt>Trades</dt><dd>{plain(best.figures["trades"], 0)}</dd></div>
      </dl>
      <div className="row">
        <Link className="btn" to={`/strategies/${search.strategy_id}`}>Strategy</Link>
        <Link className="btn" to={`/searches/new?strategy=${search.strategy_id}&version=${String(search.version)}&kind=walkforward`}>Walk forward</Link>
        <Button look="primary" onClick={() => { onBacktest(best.params); }}>Backtest this set</Button>
      </div>
    </section>
  );
}
