/** Monthly returns as years of twelve. Pure. */

export interface Year {
  year: string;
  /** January first; null: no bar of the run in it. */
  months: readonly (number | null)[];
  /** Its months compounded, fraction. */
  total: number;
}

/** From "2025-06" -> "0.031" (fraction), oldest year first. */
export function yearsOf(returns: Readonly<Record<string, string>>): Year[] {
  const years = Array.from(new Set(Object.keys(returns).map((month) => month.slice(0, 4)))).sort();
  return years.map((year) => {
    const months = Array.from({ length: 12 }, (_, index) => {
      const value = returns[`${year}-${String(index + 1).padStart(2, "0")}`];
      return value === undefined ? null : Number(value);
    });
    return { year, months, total: months.reduce<number>((grown, value) => grown * (1 + (value ?? 0)), 1) - 1 };
  });
}
