/** A modal on the browser's own <dialog>: it traps focus, closes on Esc and gives focus back. */
import { useEffect, useId, useRef, type ReactNode } from "react";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  full?: boolean;
  /** While set, Esc does not close: the work behind it goes on and must stay in sight. */
  held?: boolean;
}

export function Dialog({ title, onClose, children, full = false, held = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={full ? "dialog full" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!held) onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** A word that must be typed in exact capitals before a grave step. */
export function TypedWord({ word, value, onChange }: { word: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  const wrong = value !== "" && !word.startsWith(value);
  return (
    <div className="field">
      <label htmlFor={id}>
        Type <strong className="mono">{word}</strong> in capitals to confirm
      </label>
      <input
        id={id}
        className="input mono"
        value={value}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        aria-invalid={wrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      <span id={`${id}-hint`} className={wrong ? "problem" : "hint"}>
        {wrong ? `This is not ${word}: exact capitals are needed.` : `Exactly ${word}, nothing else.`}
      </span>
    </div>
  );
}
