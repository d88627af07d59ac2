/** One collector: what it is, what its runs did, its settings. */
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { Collector } from "@/lib/api/types";
import { plain, stamp } from "@/lib/format";
import { useIsAdmin } from "@/lib/me";
import { Button, Card, Pill, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { Page } from "@/ui/Page";
import { Empty, FormProblem, Problem } from "@/ui/states";
import { useCollector, useMove, useRetire, useSources, useTest } from "../api/queries";
import { everyText, HEALTH_TEXT, HEALTH_TONE, STATE_TEXT, STATE_TONE } from "../api/said";
import { FiguresPanel } from "./FiguresPanel";
import { LogsCard, SamplesCard } from "./Reports";
import { ScheduleForm } from "./ScheduleForm";
import { SettingsForm } from "./SettingsForm";
import "./collectors.css";

export function CollectorPage() {
  const { collectorId = "" } = useParams();
  const admin = useIsAdmin();
  const query = useCollector(collectorId, admin === true);
  const sources = useSources(admin === true);
  const collector = query.data;
  const source = sources.data?.items.find((one) => one.source === collector?.source);
  return (
    <Page title={collector?.name ?? "Collector"} pills={collector && <Pill tone={STATE_TONE[collector.state]}>{collector.running ? "Running" : STATE_TEXT[collector.state]}</Pill>}>
      <p><Link to="/collectors">All collectors</Link></p>
      {admin === false && <Empty title="For administrators">Settings and runs of collectors need the role admin. Health is on the list of collectors.</Empty>}
      {query.isError && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {!collector && !query.isError && admin !== false && <Skeleton height={240} />}
      {collector && (
        <>
          <div className="two-one">
            <FiguresPanel id={collector.collector_id} />
            <Facts collector={collector} />
          </div>
          <div className="halves">
            <Card title="Settings">
              {sources.isError && <Problem error={sources.error} onRetry={() => void sources.refetch()} />}
              {!source && !sources.isError && <Skeleton height={160} />}
              {source && <SettingsForm key={collector.version} collector={collector} source={source} />}
            </Card>
            <Card title="Schedule">
              <ScheduleForm key={collector.version} collector={collector} usual={source?.schedule ?? collector.schedule} />
            </Card>
          </div>
          <LogsCard id={collector.collector_id} />
          <SamplesCard id={collector.collector_id} />
        </>
      )}
    </Page>
  );
}

function Facts({ collector }: { collector: Collector }) {
  const score = collector.quality;
  return (
    <Card title="Now" label="State of the collector">
      <div className="stack">
        <dl className="facts">
          <dt>Health</dt>
          <dd><Pill tone={HEALTH_TONE[collector.health]}>{HEALTH_TEXT[collector.health]}</Pill></dd>
          <dt>Runs</dt>
          <dd>{everyText(collector.interval_ms)}</dd>
          <dt>Last run</dt>
          <dd>{collector.last_run_at ? stamp(collector.last_run_at) : "never"}</dd>
          <dt>Last success</dt>
          <dd>{collector.last_success_at ? stamp(collector.last_success_at) : "never"}</dd>
          <dt>Failures in a row</dt>
          <dd className={collector.failures ? "down" : ""}>{collector.failures}</dd>
          <dt>Quality</dt>
          <dd className={score?.severity ? "down" : ""}>{score ? plain(score.overall) : "not looked at yet"}</dd>
          <dt>Source, version</dt>
          <dd>{collector.source}, {collector.plugin_version}</dd>
        </dl>
        {score?.reasons.map((reason) => <p key={reason} className="small muted">{reason}</p>)}
        {score?.stale && <p className="small down">Nothing has served its schedule for over twice its interval.</p>}
        {collector.last_error && <p className="small down" data-testid="last-error">Last error: {collector.last_error}</p>}
        <Moves collector={collector} />
      </div>
    </Card>
  );
}

function Moves({ collector }: { collector: Collector }) {
  const move = useMove(collector.collector_id);
  const test = useTest(collector.collector_id);
  const [asking, setAsking] = useState(false);
  const on = collector.state === "ACTIVE";
  const busy = (what: string) => move.isPending && move.variables === what;
  return (
    <div className="stack-s">
      <div className="row">
        <Button look="primary" busy={(busy("activate") && "Turning on…") || (busy("pause") && "Pausing…")} onClick={() => { move.mutate(on ? "pause" : "activate"); }}>
          {on ? "Pause" : "Turn on"}
        </Button>
        <Button busy={busy("run") && "Starting…"} onClick={() => { move.mutate("run"); }}>Run now</Button>
        <Button busy={test.isPending && "Testing…"} onClick={() => { test.mutate(undefined); }}>Test connection</Button>
        <Button look="quiet" onClick={() => { setAsking(true); }}>Retire…</Button>
      </div>
      <div role="status" className="small" data-testid="answer">
        {test.data && <span className={test.data.works ? "up" : "down"}>{test.data.works ? "The connection works" : "The connection does not work"}: {test.data.message} ({test.data.latency_ms} ms)</span>}
        {move.isSuccess && move.variables === "run" && <span>A run has started. Its outcome will be in the log.</span>}
      </div>
      <FormProblem error={move.error ?? test.error} />
      {asking && <RetireDialog collector={collector} onClose={() => { setAsking(false); }} />}
    </div>
  );
}

function RetireDialog({ collector, onClose }: { collector: Collector; onClose: () => void }) {
  const retire = useRetire(collector.collector_id);
  const navigate = useNavigate();
  return (
    <Dialog title={`Retire ${collector.name}?`} onClose={onClose}>
      <p>Its schedule and its secrets are removed for good. Its records and runs stay. You can set up the source anew.</p>
      <FormProblem error={retire.error} />
      <div className="actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={retire.isPending && "Retiring…"} onClick={() => { retire.mutate(undefined, { onSuccess: () => void navigate("/collectors") }); }}>Retire</Button>
      </div>
    </Dialog>
  );
}
