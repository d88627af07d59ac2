/** Pause and resume ask once; stop asks for the word. The row changes only when the server says so. */
import { useState } from "react";
import type { Algorithm } from "@/lib/api/types";
import { Button } from "@/ui/basic";
import { Dialog, TypedWord } from "@/ui/Dialog";
import { FormProblem } from "@/ui/states";
import { toast } from "@/ui/toasts";
import { useAlgorithmAction, type AlgorithmAction } from "../api/actions";

const TEXT: Record<AlgorithmAction, { verb: string; busy: string; done: string; what: string }> = {
  pause: { verb: "Pause", busy: "Pausing…", done: "Paused", what: "No new entries are made. Open positions keep their stops and targets." },
  resume: { verb: "Resume", busy: "Resuming…", done: "Resumed", what: "New entries are made again from the next closed bar." },
  stop: { verb: "Stop", busy: "Stopping…", done: "Stopped", what: "Open orders are cancelled, the position is closed at market, and it does not trade again." },
};

interface AlgorithmDialogProps {
  action: AlgorithmAction;
  algorithms: readonly Algorithm[];
  onClose: () => void;
}

export function AlgorithmDialog({ action, algorithms, onClose }: AlgorithmDialogProps) {
  const [word, setWord] = useState("");
  const act = useAlgorithmAction();
  const text = TEXT[action];
  const names = algorithms.map((one) => one.name).join(", ");
  const run = () => {
    act.mutate({ action, ids: algorithms.map((one) => one.algorithm_id) }, {
      onSuccess: () => {
        toast("success", `${text.done}: ${names}`);
        onClose();
      },
    });
  };
  return (
    <Dialog title={algorithms.length === 1 ? `${text.verb} ${names}?` : `${text.verb} ${String(algorithms.length)} algorithms?`} onClose={onClose}>
      {algorithms.length === 0 ? <p className="muted">There is nothing to {text.verb.toLowerCase()}.</p> : <p className="muted">{text.what}</p>}
      {algorithms.length > 1 && <p>{names}</p>}
      {action === "stop" && <TypedWord word="STOP" value={word} onChange={setWord} />}
      <FormProblem error={act.error} />
      <div className="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look={action === "stop" ? "danger" : "primary"}
          busy={act.isPending && text.busy}
          disabled={algorithms.length === 0 || (action === "stop" && word !== "STOP")}
          onClick={run}
        >
          {text.verb}
        </Button>
      </div>
    </Dialog>
  );
}
