/** Step one says what will stop, step two wants the word in exact capitals. */
import { useEffect, useEffectEvent, useState } from "react";
import type { FloorSync } from "@/lib/api/types";
import { Button, Gain } from "@/ui/basic";
import { Dialog, TypedWord } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { useEmergencyStop, useNoteDialog } from "../api/actions";
import { currencyOf, pnlOf } from "../api/money";
import { counted } from "./PnlStrip";

interface StopDialogProps {
  floor: FloorSync | undefined;
  onClose: () => void;
  onAccepted: (operationId: string) => void;
}

export function StopDialog({ floor, onClose, onAccepted }: StopDialogProps) {
  const [sure, setSure] = useState(false);
  const note = useNoteDialog();
  const left = () => {
    note("cancelled");
    onClose();
  };
  const opened = useEffectEvent(() => { note("opened"); });
  useEffect(() => { opened(); }, []);
  return (
    <Dialog title={sure ? "Confirm: stop everything" : "Stop everything?"} onClose={left}>
      {sure ? (
        <Confirm onClose={left} onAccepted={onAccepted} />
      ) : (
        <>
          <WhatStops floor={floor} />
          <div className="actions">
            <Button onClick={left}>Cancel</Button>
            <Button look="danger" onClick={() => { setSure(true); }}>Continue</Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function WhatStops({ floor }: { floor: FloorSync | undefined }) {
  if (!floor)
    return <p>The current state cannot be read. Every algorithm, open order and position of yours is stopped, whatever it is.</p>;
  const running = floor.algorithms.filter((one) => one.status !== "STOPPED");
  return (
    <>
      <p className="muted">All of this happens at once, on the server, even if this page is closed.</p>
      <dl className="facts">
        <dt>Stopped and paused</dt><dd>{counted(running.length, "algorithm")}</dd>
        <dt>Cancelled</dt><dd>{counted(floor.open_orders.length, "open order")}</dd>
        <dt>Closed at market</dt><dd>{counted(floor.positions.length, "position")}</dd>
        <dt>Open P&amp;L now</dt><dd><Gain amount={pnlOf(floor, null).unrealised} unit={currencyOf(floor)} /></dd>
      </dl>
      {running.length > 0 && <p className="small muted">{running.map((one) => one.name).join(", ")}</p>}
    </>
  );
}

function Confirm({ onClose, onAccepted }: Omit<StopDialogProps, "floor">) {
  const [word, setWord] = useState("");
  const [reason, setReason] = useState("Stopped by hand from the console");
  const stop = useEmergencyStop();
  const short = reason.trim().length < 3;
  const run = () => {
    stop.mutate(reason.trim(), { onSuccess: (operation) => { onAccepted(operation.operation_id); } });
  };
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); if (word === "STOP" && !short) run(); }}>
      <TypedWord word="STOP" value={word} onChange={setWord} />
      <TextField label="Reason" value={reason} maxLength={500} onValue={setReason} problem={short ? "3 to 500 characters." : undefined} />
      <FormProblem error={stop.error} />
      {stop.error && <VenueSteps />}
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" type="submit" disabled={word !== "STOP" || short} busy={stop.isPending && "Stopping…"}>Stop everything</Button>
      </div>
    </form>
  );
}

export function VenueSteps() {
  return (
    <div className="small">
      <strong>By hand, if this does not work:</strong>
      <ol>
        <li>1. Sign in on the venue&apos;s own site.</li>
        <li>2. Cancel every open order.</li>
        <li>3. Close every position at market.</li>
        <li>4. Revoke the trading key.</li>
      </ol>
    </div>
  );
}
