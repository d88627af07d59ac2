/** One strategy: its spec in any version, its editor, a run to start, and the runs so far. */
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { StrategyDetail, StrategyVersion } from "@/lib/api/types";
import { stamp } from "@/lib/format";
import { useBacktests, useStrategy, useVersions } from "@/lib/reads";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { Page } from "@/ui/Page";
import { Problem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { sameSpec } from "../api/drafted";
import { useSaveStrategy } from "../api/queries";
import { BacktestForm } from "./BacktestForm";
import { RunsTable } from "./RunsTable";
import { SpecEditor } from "./SpecEditor";
import { SpecText } from "./SpecText";
import "./strategies.css";

export function StrategyPage() {
  const { strategyId = "" } = useParams();
  const strategy = useStrategy(strategyId);
  return (
    <Page title={strategy.data?.strategy.name ?? "Strategy"} pills={strategy.data && <Pill>version {strategy.data.latest.version}</Pill>}>
      {strategy.isPending && <div className="two-one"><Skeleton height={420} /><Skeleton height={420} /></div>}
      {strategy.isError && <Problem error={strategy.error} onRetry={() => void strategy.refetch()} />}
      {strategy.data && <Loaded detail={strategy.data} />}
    </Page>
  );
}

function Loaded({ detail: { strategy, latest } }: { detail: StrategyDetail }) {
  const id = strategy.strategy_id;
  const versions = useVersions(id).data?.items ?? [latest];
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = versions.find((one) => one.version === chosen) ?? latest;
  const runs = useBacktests();
  const mine = runs.data?.items.filter((run) => run.strategy_id === id);
  return (
    <>
      <div className="two-one">
        <SpecCard key={`${id} ${String(shown.version)}`} shown={shown} latest={latest.version} onSaved={() => { setChosen(null); }} />
        <div className="stack">
          <Card title="Run a backtest"><BacktestForm key={shown.spec_hash} strategyId={id} version={shown.version} spec={shown.spec} /></Card>
          <Versions versions={versions} shown={shown.version} onShow={setChosen} />
        </div>
      </div>
      <Card title="Backtests of this strategy">
        {runs.isError && <Problem error={runs.error} onRetry={() => void runs.refetch()} />}
        <RunsTable runs={mine} />
      </Card>
    </>
  );
}

function SpecCard({ shown, latest, onSaved }: { shown: StrategyVersion; latest: number; onSaved: () => void }) {
  const { spec } = shown;
  const [editing, setEditing] = useState(false);
  const save = useSaveStrategy({ id: shown.strategy_id, version: latest });
  return (
    <Card
      title={<>Spec <span className="muted">version {shown.version}</span></>}
      label="Spec"
      actions={
        <>
          <Link className="btn" to={`/searches/new?strategy=${shown.strategy_id}&version=${String(shown.version)}`}>Search parameters</Link>
          <Link className="btn" to={`/searches/new?strategy=${shown.strategy_id}&version=${String(shown.version)}&kind=walkforward`}>Walk forward</Link>
          <Button look="quiet" onClick={() => { setEditing(!editing); }}>{editing ? "Leave the editor" : "Edit"}</Button>
        </>
      }
    >
      {editing ? (
        <SpecEditor
          spec={spec}
          saveText="Save as a new version"
          saving={save.isPending}
          saveError={save.error}
          unchanged={(next) => sameSpec(next, spec)}
          onSave={(next) => {
            save.mutate(next, { onSuccess: () => { toast("success", "Saved as a new version."); setEditing(false); onSaved(); } });
          }}
        />
      ) : (
        <>
          {spec.description && <p className="muted" style={{ marginBottom: 12 }}>{spec.description}</p>}
          <SpecText spec={spec} />
        </>
      )}
    </Card>
  );
}

function Versions({ versions, shown, onShow }: { versions: readonly StrategyVersion[]; shown: number; onShow: (version: number) => void }) {
  return (
    <Card title="Versions">
      <ul className="stack-s">
        {[...versions].sort((a, b) => b.version - a.version).map((one) => (
          <li className="row" key={one.version}>
            <Button look={one.version === shown ? "plain" : "quiet"} aria-pressed={one.version === shown} onClick={() => { onShow(one.version); }}>Version {one.version}</Button>
            <span className="grow" />
            <span className="muted small">{stamp(one.created_at)}</span>
            <span className="mono muted" title={one.spec_hash}>{one.spec_hash.slice(0, 8)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
