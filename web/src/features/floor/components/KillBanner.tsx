/** Trading is stopped: since when, by whom, and the way back. */
import { useState } from "react";
import type { FloorSync } from "@/lib/api/types";
import { stamp } from "@/lib/format";
import { useNameOf } from "@/lib/me";
import { Button } from "@/ui/basic";
import { Dialog, TypedWord } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { FormProblem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useResume } from "../api/actions";

export function KillBanner({ floor }: { floor: FloorSync }) {
  const nameOf = useNameOf();
  const [resuming, setResuming] = useState(false);
  const { kill, last_reconciliation: checked } = floor;
  return (
    <div aria-live="assertive">
      {kill.active && (
        <div className="banner critical" data-testid="kill-banner">
          <strong>TRADING IS STOPPED</strong>
          <span>
            since {stamp(kill.since)}{kill.by ? ` by ${nameOf(kill.by)}` : ""}. No order leaves.
            {kill.locked && " Only an administrator may lift it."}
            {checked.time && (checked.clean ? " Books and venue agree." : " Books and venue differ: see the positions first.")}
          </span>
          <span className="grow" />
          <Button onClick={() => { setResuming(true); }}>Resume trading</Button>
        </div>
      )}
      {resuming && <ResumeDialog onClose={() => { setResuming(false); }} />}
    </div>
  );
}

function ResumeDialog({ onClose }: { onClose: () => void }) {
  const [word, setWord] = useState("");
  const [reason, setReason] = useState("");
  const resume = useResume();
  const ready = word === "RESUME" && reason.trim().length >= 3;
  const run = () => {
    resume.mutate(reason.trim(), {
      onSuccess: () => {
        toast("success", "Trading may go on. Algorithms stay paused until you resume them.");
        onClose();
      },
    });
  };
  return (
    <Dialog title="Resume trading?" onClose={onClose}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (ready) run(); }}>
        <p className="muted">The block on orders is lifted once books and venue agree. Algorithms stay paused; resume each when you are ready.</p>
        <TypedWord word="RESUME" value={word} onChange={setWord} />
        <TextField label="Reason" hint="3 to 500 characters, kept in the audit." maxLength={500} value={reason} onValue={setReason} />
        <FormProblem error={resume.error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!ready} busy={resume.isPending && "Resuming…"}>Resume trading</Button>
        </div>
      </form>
    </Dialog>
  );
}
