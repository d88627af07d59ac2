/** A line of the strategy language: coloured while typed, the wrong token underlined, its reason below. */
import { useId } from "react";
import type { SpecError } from "@/lib/api/types";
import { pieces, spanOf } from "../api/expression";

interface ExpressionProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  errors: readonly SpecError[];
  placeholder?: string;
  hiddenLabel?: boolean;
}

export function ExpressionField({ label, value, onValue, errors, placeholder, hiddenLabel = false }: ExpressionProps) {
  const id = useId();
  const first = errors[0];
  return (
    <div className="field">
      <label htmlFor={id} className={hiddenLabel ? "sr-only" : ""}>{label}</label>
      <div className={first ? "expression wrong" : "expression"}>
        <Coloured source={value} error={first} />
        <textarea
          id={id}
          rows={1}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={first ? true : undefined}
          aria-describedby={first ? `${id}-error` : undefined}
          onChange={(event) => { onValue(event.target.value.replaceAll("\n", " ")); }}
        />
      </div>
      {first && <span id={`${id}-error`} className="problem" data-testid="expression-error">{first.message}</span>}
    </div>
  );
}

export function Coloured({ source, error }: { source: string; error?: SpecError | undefined }) {
  const parts = pieces(source, error ? spanOf(source, error) : null);
  return (
    <pre aria-hidden="true">
      {parts.map((piece, index) => (
        <span key={index} className={`${piece.kind}${piece.wrong ? " wrong-token" : ""}`}>{piece.text}</span>
      ))}
      {"\u200b"}
    </pre>
  );
}
