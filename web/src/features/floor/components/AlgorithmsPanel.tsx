/** What is deployed, how it does, and the levers that are not the big one. */
import { useState } from "react";
import { Link } from "react-router";
import type { Algorithm, FloorSync } from "@/lib/api/types";
import { useCommand } from "@/lib/commands";
import { age, percent, words } from "@/lib/format";
import { useLiveStatus, useNow } from "@/lib/live/context";
import { Button, Card, Gain, Skeleton } from "@/ui/basic";
import { Empty } from "@/ui/states";
import type { AlgorithmAction } from "../api/actions";
import { alive } from "../api/money";
import { AlgorithmDialog } from "./AlgorithmDialog";
import { RiskInUse } from "./RiskInUse";
import { counted } from "./PnlStrip";

interface Asked {
  action: AlgorithmAction;
  algorithms: readonly Algorithm[];
}

export function AlgorithmsPanel({ floor }: { floor: FloorSync | undefined }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const algorithms = floor?.algorithms ?? [];
  const running = algorithms.filter((one) => one.status === "ACTIVE" || one.status === "INITIALIZING");
  const paused = algorithms.filter((one) => one.status === "PAUSED");
  useCommand("pause-all", () => { setAsked({ action: "pause", algorithms: running }); });
  useCommand("resume-all", () => { setAsked({ action: "resume", algorithms: paused }); });
  return (
    <Card
      title="Algorithms"
      actions={running.length > 0 && (
        <Button look="quiet" onClick={() => { setAsked({ action: "pause", algorithms: running }); }}>Pause all</Button>
      )}
    >
      {floor ? <List algorithms={algorithms} onAsk={setAsked} /> : <SkeletonList />}
      {floor && algorithms.length > 0 && <RiskInUse floor={floor} />}
      {asked && <AlgorithmDialog {...asked} onClose={() => { setAsked(null); }} />}
    </Card>
  );
}

function List({ algorithms, onAsk }: { algorithms: readonly Algorithm[]; onAsk: (asked: Asked) => void }) {
  if (algorithms.length === 0)
    return (
      <Empty title="Nothing is deployed" action={<Link className="btn primary" to="/strategies">Choose a strategy</Link>}>
        Backtest a strategy, pass its gates and promote it to paper; it then trades here.
      </Empty>
    );
  return (
    <ul aria-label="Deployed algorithms">
      {algorithms.map((one) => <Line key={one.algorithm_id} algorithm={one} onAsk={onAsk} />)}
    </ul>
  );
}

const TONE: Record<string, string> = { ACTIVE: "up", PAUSED: "warn", ERROR: "down", STOPPED: "down", INITIALIZING: "muted" };

function Line({ algorithm, onAsk }: { algorithm: Algorithm; onAsk: (asked: Asked) => void }) {
  const winRate = algorithm.trades > 0 ? `, win ${percent(algorithm.wins / algorithm.trades, 0)}` : "";
  const unconfirmed = useLiveStatus() !== "live";
  const ask = (action: AlgorithmAction) => () => { onAsk({ action, algorithms: [algorithm] }); };
  return (
    <li className="algo" data-algorithm={algorithm.algorithm_id}>
      <span className="name">{algorithm.name}</span>
      <span className="right name"><Gain amount={algorithm.pnl} /></span>
      <span className="muted small">{algorithm.series.replaceAll(":", " ")}, {counted(algorithm.trades, "trade")}{winRate}</span>
      <span className={`right status ${TONE[algorithm.status] ?? ""}`} data-status={algorithm.status}>
        {words(algorithm.status)}{unconfirmed && <span className="muted"> unconfirmed</span>}
      </span>
      <div className="tools">
        <span className="why small muted"><Why algorithm={algorithm} /></span>
        {algorithm.status === "PAUSED" && <Button look="quiet" aria-label={`Resume ${algorithm.name}`} onClick={ask("resume")}>Resume</Button>}
        {alive(algorithm) && algorithm.status !== "PAUSED" && <Button look="quiet" aria-label={`Pause ${algorithm.name}`} onClick={ask("pause")}>Pause</Button>}
        {alive(algorithm) && <Button look="quiet" aria-label={`Stop ${algorithm.name}`} onClick={ask("stop")}>Stop</Button>}
      </div>
    </li>
  );
}

/** What keeps it from trading, or when it was last heard. */
function Why({ algorithm }: { algorithm: Algorithm }) {
  const now = useNow(10_000);
  if (algorithm.difference) return <span className="down">Books and venue differ: {algorithm.difference}</span>;
  if (algorithm.status !== "ACTIVE" && algorithm.status_reason) return words(algorithm.status_reason);
  if (algorithm.killed) return "Stopped by the kill switch";
  return `heartbeat ${age(now - Date.parse(algorithm.heartbeat_at))} ago`;
}

function SkeletonList() {
  return (
    <div className="stack" style={{ minHeight: 300 }}>
      {[0, 1, 2].map((index) => (
        <div className="stack-s" key={index}>
          <Skeleton width="60%" height={16} />
          <Skeleton width="85%" height={13} />
        </div>
      ))}
    </div>
  );
}
