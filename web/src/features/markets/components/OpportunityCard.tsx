/** One opportunity: score and side, the levels it suggests, and each indicator's part with its sentence. */
import { useState } from "react";
import { Link } from "react-router";
import type { Contribution, Opportunity } from "@/lib/api/types";
import { decimal, plain, price, sentence, shortStamp, words } from "@/lib/format";
import { Button, Pill } from "@/ui/basic";
import { indicatorName } from "../api/chosen";

const MOST_SHOWN = 3;

export function OpportunityCard({ found }: { found: Opportunity }) {
  const [all, setAll] = useState(false);
  const parts = [...found.contributions].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const shown = all ? parts : parts.filter((part) => part.counted).slice(0, MOST_SHOWN);
  const tone = found.recommendation === "WAIT" ? "muted" : found.side === "BUY" ? "up" : "down";
  const arrow = found.side === "BUY" ? "▲" : "▼";
  const chart = `/charts?series=${encodeURIComponent(found.series)}`;
  return (
    <article className="card opportunity" aria-label={`${found.symbol} ${found.timeframe}`}>
      <header>
        <div>
          <h2><Link to={chart}>{found.symbol} <span className="muted">{found.timeframe}</span></Link></h2>
          <span className="row small muted">{found.simulated ? <Pill>simulated</Pill> : found.series.split(":")[0]}</span>
        </div>
        <div className={`score ${tone}`}>{plain(found.score, 0)}<small>of 100</small></div>
        <div>
          <strong className={tone}>{arrow} {words(found.recommendation)}{found.recommendation === "WAIT" && `, leans to ${words(found.side).toLowerCase()}`}</strong>
          <span className="muted small">bar of {shortStamp(found.ts)}, good until {shortStamp(found.valid_until)}</span>
        </div>
        <Levels found={found} />
        <Link className="btn" to={chart}>Chart</Link>
      </header>
      <ul className="contributions" aria-label={`What speaks for and against ${found.symbol}`}>
        {shown.map((part) => <Part key={part.name} part={part} />)}
      </ul>
      <div className="row">
        {(parts.length > shown.length || all) && <Button look="quiet" aria-expanded={all} onClick={() => { setAll(!all); }}>{all ? "Fewer" : `All ${String(parts.length)} indicators`}</Button>}
        {all && found.missing.length > 0 && <span className="muted small">Too few bars for {found.missing.map(indicatorName).join(", ")}.</span>}
      </div>
    </article>
  );
}

function Levels({ found }: { found: Opportunity }) {
  return (
    <dl className="levels">
      <div><dt>Close</dt><dd>{price(found.price)}</dd></div>
      {found.entry && <div><dt>Entry</dt><dd>{price(found.entry)}</dd></div>}
      {found.stop && <div><dt>Stop</dt><dd>{price(found.stop)}</dd></div>}
      {found.target && <div><dt>Target</dt><dd>{price(found.target)}</dd></div>}
      {found.risk_reward !== null && <div><dt>Reward to risk</dt><dd>{plain(found.risk_reward, 1)}</dd></div>}
    </dl>
  );
}

/** Bars to the right speak for buying, to the left for selling. */
function Part({ part }: { part: Contribution }) {
  const width = `${String(Math.min(50, Math.abs(part.points) / 2))}%`;
  const style = part.points >= 0 ? { left: "50%", width } : { right: "50%", width };
  return (
    <li className={part.counted ? "" : "muted"}>
      <span>{indicatorName(part.name)}</span>
      <span className="points" aria-hidden="true"><i className={part.points >= 0 ? "up" : "down"} style={style} /></span>
      <span className="num">{part.counted ? decimal(part.points.toFixed(1), { sign: true }) : "not counted"}</span>
      <span className="small">{sentence(part.sentence)}</span>
    </li>
  );
}
