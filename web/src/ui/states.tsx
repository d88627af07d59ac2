/** What stands where data is not: nothing yet, or a problem with what to do. */
import { useEffect, useState, type ReactNode } from "react";
import { adviceFor, asProblem } from "@/lib/api/errors";
import { clock } from "@/lib/format";
import { Button } from "./basic";

export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <strong>{title}</strong>
      <span className="muted">{children}</span>
      {action}
    </div>
  );
}

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
  /** When the data last arrived, ms. */
  lastAt?: number;
}

export function Problem({ error, onRetry, lastAt }: ProblemProps) {
  const problem = asProblem(error);
  const advice = adviceFor(problem);
  const wait = useCountdown(problem.retryAfterSeconds ?? 0);
  return (
    <div className="state" role="alert">
      <strong>{advice.title}</strong>
      <span className="muted">
        {problem.message} {advice.advice}
        {lastAt ? ` Last data at ${clock(lastAt)}.` : ""}
      </span>
      {problem.requestId && <span className="muted small mono">Request {problem.requestId}</span>}
      {onRetry && advice.next !== "none" && (
        <Button onClick={onRetry} disabled={wait > 0}>
          {wait > 0 ? `Retry in ${String(wait)} s` : "Retry"}
        </Button>
      )}
    </div>
  );
}

function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft((now) => Math.max(0, now - 1));
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return left;
}

/** The problem of a form or dialog, in one line under its fields. */
export function FormProblem({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  const advice = adviceFor(problem);
  return (
    <div role="alert" className="down small">
      <strong>{advice.title}.</strong> {problem.message}{" "}
      {problem.fields.length > 0
        ? problem.fields.map((field) => `${field.path}: ${field.message}`).join("; ")
        : advice.advice}
      {problem.requestId && <span className="mono"> Request {problem.requestId}</span>}
    </div>
  );
}
