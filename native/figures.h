/* Figures of a lane, trade by trade, without a pass over the bars it was flat: what lies between two fills is
 * told by ranges and running sums. Equity while a position is open is cash plus worth x close.
 */
#ifndef OMCGRID_FIGURES_H
#define OMCGRID_FIGURES_H

#include "internal.h"

/* Below this a spread of returns is rounding noise, as omc.backtest.metrics.ratios holds it. */
#define FLAT 1e-15
#define DAYS_PER_YEAR 365.0

static void start_lane(const omc_grid *g, lane *l, double *daily) {
  memset(l, 0, sizeof *l);
  l->side = -1;
  l->turn = l->last_signal = l->last_start = l->last_end = l->pending = -1;
  l->cash = l->peak_seen = l->day_equity = l->at_signal = l->peak = l->marked = l->least_cash = g->s.capital;
  l->kept = 1.0;
  l->daily = daily;
}

INLINE void mark(lane *l, double equity) {
  double change = equity / l->marked - 1.0;
  l->first += change;
  l->second += change * change;
  l->marked = equity;
}

INLINE void mark_day(lane *l, double equity) {
  l->daily[l->day++] = equity / l->marked - 1.0;
  l->marked = equity;
}

INLINE void fall_to(lane *l, double equity, double peak) {
  double kept = equity / peak;
  l->kept = kept < l->kept ? kept : l->kept;
}

/* A close passed between the last trade and what comes: its cash was equity there. */
INLINE void settle(lane *l, double cash, const int mode) {
  if (l->pending < 0) return;
  fall_to(l, cash, l->peak);
  l->peak = cash > l->peak ? cash : l->peak;
  if (mode & YEARLY) mark(l, cash);
}

/* The part of its peak that equity kept at the worst close of a trade, where that may be less than `kept`. */
RARE double kept_inside(const double *close, int64_t bars, double inside, double worth, double peak, double kept) {
  for (int64_t i = 0; i < bars; i++) {
    double equity = inside + worth * close[i];
    if (equity > peak)
      peak = equity;
    else if (equity < peak * kept)
      kept = equity / peak;
  }
  return kept;
}

INLINE void fall_inside(const omc_grid *g, lane *l, const int mode) {
  extremes closes = closes_over(g, l->start, l->end);
  double one = l->inside + l->worth * closes.high, other = l->inside + l->worth * closes.low;
  double high = one > other ? one : other, low = one > other ? other : one;
  double peak = high > l->peak ? high : l->peak;
  fall_to(l, low, l->peak);
  /* Only a trade that rose above the peak and could hold a deeper fall than is known is walked bar by bar. */
  if (high > l->peak && low < l->kept * peak)
    l->kept = kept_inside(g->ticks[CLOSE] + l->start, l->end - l->start, l->inside, l->worth, l->peak, l->kept);
  l->peak = peak;
  if (mode & GATED) l->peak_seen = high > l->peak_seen ? high : l->peak_seen;
}

typedef struct {
  double first, second;
} sums;

/* Of the returns of bars first+1..last. */
RARE sums market_returns(const double *close, int64_t first, int64_t last) {
  double one[4] = {0}, two[4] = {0};
  int64_t i = first + 1;
  for (; i + 3 <= last; i += 4)
    for (int k = 0; k < 4; k++) {
      double change = close[i + k] / close[i + k - 1] - 1.0;
      one[k] += change;
      two[k] += change * change;
    }
  for (; i <= last; i++) {
    double change = close[i] / close[i - 1] - 1.0;
    one[0] += change;
    two[0] += change * change;
  }
  sums found = {(one[0] + one[1]) + (one[2] + one[3]), (two[0] + two[1]) + (two[2] + two[3])};
  return found;
}

/* Of the returns of equity at bars first+1..last. */
RARE sums equity_returns(const double *close, int64_t first, int64_t last, double inside, double worth) {
  sums found = {0, 0};
  double before = inside + worth * close[first];
  for (int64_t i = first + 1; i <= last; i++) {
    double equity = inside + worth * close[i], change = equity / before - 1.0;
    found.first += change;
    found.second += change * change;
    before = equity;
  }
  return found;
}

/* Returns of the bars after the first while the position was open. */
INLINE void returns_inside(const omc_grid *g, lane *l) {
  const int64_t last = l->end - 1;
  sums found;
  if (fabs(l->inside) > 1e-12 * l->before) {
    found = equity_returns(g->ticks[CLOSE], l->start, last, l->inside, l->worth);
  } else if (g->bar) {
    /* All capital is in the market, so equity moves as its price does. */
    found.first = g->bar[last].returns - g->bar[l->start].returns;
    found.second = g->bar[last].squares - g->bar[l->start].squares;
  } else
    found = market_returns(g->ticks[CLOSE], l->start, last);
  l->first += found.first;
  l->second += found.second;
  l->marked = l->inside + l->worth * close_at(g, last);
}

INLINE void mark_days(const omc_grid *g, lane *l) {
  const omc_search *s = &g->s;
  while (l->day < s->days && s->day_bars[l->day] < l->start) mark_day(l, l->before);
  while (l->day < s->days && s->day_bars[l->day] < l->end)
    mark_day(l, l->inside + l->worth * g->ticks[CLOSE][s->day_bars[l->day]]);
}

INLINE void measure(const omc_grid *g, lane *l, const int mode) {
  double net = l->cash - l->before;
  l->trades++;
  /* As sums of either part: which it is, nobody can foretell, the processor neither. */
  l->won += net > 0 ? net : 0.0;
  l->lost += net < 0 ? -net : 0.0;
  l->wins += net > 0;
  if (l->pending < l->start) settle(l, l->before, mode);
  l->pending = l->end;
  if (!(mode & YEARLY)) mark_days(g, l);
  if (l->end <= l->start) return;
  fall_inside(g, l, mode);
  if (mode & YEARLY) {
    mark(l, l->inside + l->worth * close_at(g, l->start));
    returns_inside(g, l);
  }
}

static double ratio(double mean, double spread, double periods) {
  return spread >= FLAT ? mean / spread * sqrt(periods) : NAN;
}

static double sharpe_of_bars(const omc_grid *g, const lane *l) {
  double count = (double)g->s.bars, mean = l->first / count, rest = l->second - l->first * mean;
  return ratio(mean, sqrt((rest > 0 ? rest : 0) / (count > 1 ? count - 1 : 1)), g->s.per_year);
}

static double sharpe_of_days(const omc_grid *g, const lane *l) {
  const int64_t days = g->s.days;
  if (days < 2) return NAN;
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < days; i++) sum += l->daily[i];
  double mean = sum / (double)days;
  for (int64_t i = 0; i < days; i++) squares += (l->daily[i] - mean) * (l->daily[i] - mean);
  return ratio(mean, sqrt(squares / (double)(days - 1)), DAYS_PER_YEAR);
}

static void finish(const omc_grid *g, lane *l, double *table, int64_t stride) {
  const omc_search *s = &g->s;
  settle(l, l->cash, s->per_year > 0 ? YEARLY : 0);
  if (l->daily)
    while (l->day < s->days) mark_day(l, l->cash);
  table[0] = l->cash / s->capital - 1.0;
  table[stride] = s->per_year > 0 ? sharpe_of_bars(g, l) : sharpe_of_days(g, l);
  table[2 * stride] = 1.0 - l->kept;
  table[3 * stride] = l->trades ? (double)l->wins / (double)l->trades : NAN;
  table[4 * stride] = (double)l->trades;
  table[5 * stride] = l->lost > 0 ? l->won / l->lost : NAN;
}

#endif
