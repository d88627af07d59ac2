/** The whole screen until the stop has quiesced, then its result; what failed is said with its reason. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { StopOperation, StopProgress, StopState } from "@/lib/api/types";
import { clock, money, words } from "@/lib/format";
import { useNow } from "@/lib/live/context";
import { Button } from "@/ui/basic";
import { Dialog } from "@/ui/Dialog";
import { useStopOperation } from "../api/actions";
import { STOP_PROGRESS } from "../api/queries";
import { counted } from "./PnlStrip";
import { VenueSteps } from "./StopDialog";

const STEPS: readonly { step: string; text: string }[] = [
  { step: "flag", text: "Block every new order" },
  { step: "pause", text: "Pause algorithms" },
  { step: "cancel", text: "Cancel open orders" },
  { step: "close", text: "Close positions at market" },
  { step: "verify", text: "Verify with the venue" },
  { step: "report", text: "Report" },
];
const SLOW_MS = 10_000;

export function StopProgressScreen({ operationId, onClose }: { operationId: string; onClose: () => void }) {
  const operation = useStopOperation(operationId).data;
  const pushed = usePushedProgress(operationId);
  const result = operation?.state === "finished" ? operation : null;
  const queries = useQueryClient();
  const ended = result !== null;
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ["floor"] });
  }, [ended, queries]);
  return (
    <Dialog full held={!ended} title={result ? resultTitle(result) : "Stopping everything"} onClose={onClose}>
      <div aria-live="assertive" className="stack" data-testid="stop-screen" data-ended={ended}>
        {result ? <Result result={result} /> : <Steps progress={pushed} operation={operation} />}
      </div>
      {!ended && <Slow />}
      <div className="actions">
        {ended && <Button look="primary" onClick={onClose}>Back to the Floor</Button>}
      </div>
    </Dialog>
  );
}

function usePushedProgress(operationId: string): StopProgress | null {
  const queries = useQueryClient();
  const { data } = useQuery<StopProgress | null>({
    queryKey: STOP_PROGRESS,
    queryFn: () => queries.getQueryData<StopProgress>(STOP_PROGRESS) ?? null,
    staleTime: Infinity,
  });
  return data?.operation_id === operationId ? data : null;
}

/** The step that is at work in a state: what comes before it is done. */
const AT: Record<StopState, number> = { requested: 0, accepted: 2, quiesced: 3, finished: 6 };

function Steps({ progress, operation }: { progress: StopProgress | null; operation: StopOperation | undefined }) {
  const told = STEPS.findIndex((one) => one.step === progress?.step);
  const at = Math.max(told, AT[progress?.state ?? "requested"], AT[operation?.state ?? "requested"]);
  return (
    <ol className="steps">
      {STEPS.map((one, index) => {
        const state = index < at ? "done" : index === at ? "now" : "";
        return (
          <li key={one.step} className={state}>
            <span aria-hidden="true">{state === "done" ? "✓" : state === "now" ? "●" : "○"}</span>
            <span>{one.text}{state === "done" && <span className="sr-only">, done</span>}</span>
            <span className="num">{index === told && progress && progress.total > 0 ? `${String(progress.done)} of ${String(progress.total)}` : ""}</span>
          </li>
        );
      })}
      {progress?.failures.map((failure) => (
        <li key={failure.object} className="down"><span>!</span><span>{words(failure.kind)}: {failure.object}</span><span>{failure.message}</span></li>
      ))}
    </ol>
  );
}

/** Counted on this machine from the press on: the server's clock may be another. */
function Slow() {
  const [since] = useState(Date.now);
  const now = useNow();
  if (now - since < SLOW_MS) return null;
  return (
    <div role="alert" className="stack-s">
      <strong className="warn">This takes longer than 10 s. New orders are blocked already; the server goes on trying.</strong>
      <VenueSteps />
    </div>
  );
}

const resultTitle = (result: StopOperation): string => (result.failed_actions.length > 0 ? "Stopped, with failures" : "Everything is stopped");

function Result({ result }: { result: StopOperation }) {
  return (
    <>
      <dl className="facts">
        <dt>Algorithms stopped</dt><dd>{counted(result.stopped_algorithms.length, "algorithm")}</dd>
        <dt>Orders cancelled</dt><dd>{counted(result.cancelled_orders.length, "order")}</dd>
        <dt>Positions closed</dt><dd>{counted(result.liquidated_positions.length, "position")}</dd>
        <dt>Final P&amp;L</dt><dd>{money(result.final_pnl, true)}</dd>
        <dt>Accepted</dt><dd>{clock(result.accepted_at)}</dd>
        <dt>Nothing moves since</dt><dd>{clock(result.quiesced_at)}</dd>
        <dt>Operation</dt><dd className="mono">{result.operation_id}</dd>
      </dl>
      {result.failed_actions.length > 0 && (
        <>
          <h3 className="down">Could not be done</h3>
          <ul className="stack-s">
            {result.failed_actions.map((failure) => <li key={failure.kind + failure.object_id}>{words(failure.kind)}, {failure.object_id}: {failure.message}</li>)}
          </ul>
          <VenueSteps />
        </>
      )}
    </>
  );
}
