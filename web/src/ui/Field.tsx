/** A labelled input with its hint and its problem tied to it for assistive technology. */
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";

interface Common {
  label: ReactNode;
  /** The place says it already; only assistive technology is told. */
  hiddenLabel?: boolean;
  hint?: ReactNode;
  problem?: string | undefined;
}

function Notes({ id, hint, problem }: { id: string; hint?: ReactNode; problem?: string | undefined }) {
  return (
    <span id={`${id}-note`} className={problem ? "problem" : "hint"}>
      {problem ?? hint}
    </span>
  );
}

const ties = (id: string, { hint, problem }: Common) => ({
  id,
  "aria-invalid": problem ? true : undefined,
  "aria-describedby": hint || problem ? `${id}-note` : undefined,
});

type TextProps = Common & Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> & { onValue: (value: string) => void };

export function TextField({ label, hiddenLabel, hint, problem, onValue, className = "", ...rest }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hiddenLabel ? "sr-only" : undefined}>{label}</label>
      <input
        {...rest}
        {...ties(id, { label, hint, problem })}
        className={`input ${className}`}
        onChange={(event) => {
          onValue(event.target.value);
        }}
      />
      {(hint || problem) && <Notes id={id} hint={hint} problem={problem} />}
    </div>
  );
}

type AreaProps = Common & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> & { onValue: (value: string) => void };

export function TextAreaField({ label, hiddenLabel, hint, problem, onValue, className = "", rows = 3, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hiddenLabel ? "sr-only" : undefined}>{label}</label>
      <textarea
        {...rest}
        {...ties(id, { label, hint, problem })}
        rows={rows}
        className={`input ${className}`}
        onChange={(event) => {
          onValue(event.target.value);
        }}
      />
      {(hint || problem) && <Notes id={id} hint={hint} problem={problem} />}
    </div>
  );
}

type SelectProps = Common &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & {
    options: readonly { value: string; text: string }[];
    onValue: (value: string) => void;
  };

export function SelectField({ label, hint, problem, options, onValue, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        {...rest}
        {...ties(id, { label, hint, problem })}
        className="input"
        onChange={(event) => {
          onValue(event.target.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {(hint || problem) && <Notes id={id} hint={hint} problem={problem} />}
    </div>
  );
}

interface CheckProps {
  label: ReactNode;
  hiddenLabel?: boolean;
  checked: boolean;
  disabled?: boolean;
  onChecked: (checked: boolean) => void;
}

export function CheckField({ label, hiddenLabel = false, checked, disabled = false, onChecked }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => { onChecked(event.target.checked); }} />
      <span className={hiddenLabel ? "sr-only" : undefined}>{label}</span>
    </label>
  );
}
