/** The small parts every page is made of. */
import type { ButtonHTMLAttributes, CSSProperties, ReactNode } from "react";
import { money, percent, signOf, type Amount } from "@/lib/format";

export type Tone = "plain" | "up" | "down" | "warn" | "gold";

const toneClass = (tone: Tone): string => (tone === "plain" ? "" : ` ${tone}`);

interface CardProps {
  title: ReactNode;
  label?: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Card({ title, label, actions, children, className = "" }: CardProps) {
  return (
    <section className={`card ${className}`} aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      <header>
        <h2>{title}</h2>
        <span className="grow" />
        {actions}
      </header>
      {children}
    </section>
  );
}

export function Pill({ tone = "plain", dot = false, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={`pill${toneClass(tone)}`}>
      {dot && <i aria-hidden="true" />}
      {children}
    </span>
  );
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | "quiet";
  /** What is said while the work runs; the button is disabled meanwhile. */
  busy?: string | false | undefined;
}

export function Button({ look = "plain", busy, children, className = "", disabled, ...rest }: ButtonProps) {
  const looks = look === "plain" ? "btn" : `btn ${look}`;
  return (
    <button type="button" {...rest} className={`${looks} ${className}`} disabled={disabled === true || Boolean(busy)}>
      {busy ? busy : children}
    </button>
  );
}

export function Skeleton({ width = "100%", height = 14 }: { width?: CSSProperties["width"]; height?: number }) {
  return <span className="skeleton" aria-hidden="true" style={{ display: "block", width, height }} />;
}

const MARK = { 1: "up", 0: "", [-1]: "down" } as const;

/** Signed money, coloured by its sign; the sign itself is always printed. */
export function Gain({ amount, unit }: { amount: Amount; unit?: string }) {
  const sign = signOf(amount);
  return (
    <span className={sign === null ? "muted" : MARK[sign]}>
      {money(amount, true)}
      {unit && <span className="small"> {unit}</span>}
    </span>
  );
}

export function GainPercent({ fraction, places = 2 }: { fraction: string | number | null | undefined; places?: number }) {
  const sign = fraction === null || fraction === undefined ? null : signOf(String(fraction));
  return <span className={sign === null ? "muted" : MARK[sign]}>{percent(fraction, places, true)}</span>;
}

/** How much of a limit is used: green under 70 %, amber, red from 90 %, and said in words. */
export function Meter({ label, used, limit, text }: { label: string; used: number; limit: number; text: string }) {
  const share = limit > 0 ? Math.min(1, Math.max(0, used / limit)) : 0;
  const tone = share >= 0.9 ? "down" : share >= 0.7 ? "warn" : "";
  const word = used > limit ? ", over the limit" : share >= 0.9 ? ", near the limit" : share >= 0.7 ? ", getting close" : "";
  return (
    <div className={`meter ${tone}`}>
      <span>
        {label} <span className="nowrap">{text}{word}</span>
      </span>
      <div
        className="meter-track"
        role="meter"
        aria-label={label}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${text}${word}`}
      >
        <i style={{ width: `${String(Math.max(share * 100, 1))}%` }} />
      </div>
    </div>
  );
}

interface SegmentedProps<T extends string> {
  label: string;
  options: readonly { value: T; text: string }[];
  value: T;
  onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  return (
    <div className="segmented" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => {
            onChange(option.value);
          }}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
