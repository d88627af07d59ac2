/** Return of each month and year, coloured by size, with the figure in every cell. */
import { percent } from "@/lib/format";
import { Card } from "@/ui/basic";
import { heat, scaleOf } from "@/ui/heat";
import { Empty } from "@/ui/states";
import { yearsOf, type Year } from "../api/months";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function MonthlyReturns({ returns }: { returns: Readonly<Record<string, string>> }) {
  const years = yearsOf(returns);
  const scale = scaleOf(years.flatMap((one) => one.months));
  return (
    <Card title="Return by month">
      {years.length === 0 ? <Empty title="No month">The run is shorter than one.</Empty> : (
        <table className="months" aria-label="Return by month" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">Year</th>
              {MONTHS.map((month) => <th key={month} scope="col" role="columnheader">{month}</th>)}
              <th scope="col" role="columnheader">Year, %</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {years.map((one) => <Row key={one.year} year={one} scale={scale} />)}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Row({ year, scale }: { year: Year; scale: number }) {
  return (
    <tr role="row">
      <th scope="row" role="rowheader">{year.year}</th>
      {year.months.map((value, index) => (
        <td key={MONTHS[index]} role="cell" data-label={MONTHS[index]} className={value === null ? "none" : ""} style={{ background: heat(value, scale) }}>
          {value === null ? <span aria-label="no bars">·</span> : bare(value)}
        </td>
      ))}
      <td role="cell" data-label="Year" className={year.total < 0 ? "year down" : "year up"}>{bare(year.total)}</td>
    </tr>
  );
}

/** Signed per cent without the sign of it: the table is full of them. */
const bare = (fraction: number): string => percent(fraction, 1, true).replace(/\u00a0%$/, "");
