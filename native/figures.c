/* Figures of a lane, trade by trade, without a pass over the bars it was flat: what lies between two fills is
 * told by ranges and running sums. Equity while a position is open is cash plus worth x close.
 */
#include "internal.h"

/* Below this a spread of returns is rounding noise, as omc.backtest.metrics.ratios holds it. */
#define FLAT 1e-15
#define DAYS_PER_YEAR 365.0

void omc_lane_start(const omc_grid *g, lane *l, double *daily) {
  memset(l, 0, sizeof *l);
  l->side = -1;
  l->turn = l->signal = l->last_signal = l->last_start = l->last_end = l->pending = -1;
  l->cash = l->peak_seen = l->day_equity = l->at_signal = l->peak = l->marked = g->s.capital;
  l->kept = 1.0;
  l->daily = daily;
}

static void add_return(lane *l, double change) {
  l->first += change;
  l->second += change * change;
}

static void mark(lane *l, double equity) {
  add_return(l, equity / l->marked - 1.0);
  l->marked = equity;
}

static void mark_day(lane *l, double equity) {
  l->daily[l->day++] = equity / l->marked - 1.0;
  l->marked = equity;
}

static void fall_to(lane *l, double equity, double peak) {
  if (equity < l->kept * peak) l->kept = equity / peak;
}

/* A close passed between the last trade and what comes: its cash was equity there. */
static void settle(const omc_grid *g, lane *l, double cash) {
  if (l->pending < 0) return;
  fall_to(l, cash, l->peak);
  l->peak = cash > l->peak ? cash : l->peak;
  if (g->s.per_year > 0) mark(l, cash);
}

/* Only a trade that could hold a deeper fall than is known is walked bar by bar. */
static void look_inside(const omc_grid *g, lane *l) {
  const double *close = g->ticks[CLOSE];
  double peak = l->peak, kept = l->kept;
  for (int64_t i = l->start; i < l->end; i++) {
    double equity = l->inside + l->worth * close[i];
    if (equity > peak) peak = equity;
    else if (equity < peak * kept) kept = equity / peak;
  }
  l->kept = kept;
}

static void fall_inside(const omc_grid *g, lane *l) {
  extremes closes = closes_over(g, l->start, l->end);
  double one = l->inside + l->worth * closes.high, other = l->inside + l->worth * closes.low;
  double high = one > other ? one : other, low = one > other ? other : one;
  double peak = high > l->peak ? high : l->peak;
  fall_to(l, low, l->peak);
  if (low < l->kept * peak) look_inside(g, l);
  l->peak = peak;
}

/* Returns of the bars after the first while the position was open. */
static void returns_inside(const omc_grid *g, lane *l) {
  const double *close = g->ticks[CLOSE];
  const int64_t last = l->end - 1;
  if (fabs(l->inside) > 1e-12 * l->before) {
    for (int64_t i = l->start + 1; i <= last; i++) mark(l, l->inside + l->worth * close[i]);
    return;
  }
  /* All capital is in the market, so equity moves as its price does. */
  if (g->returns) {
    l->first += g->returns[last] - g->returns[l->start];
    l->second += g->squares[last] - g->squares[l->start];
  } else {
    double first[4] = {0}, second[4] = {0};
    int64_t i = l->start + 1;
    for (; i + 4 <= last + 1; i += 4)
      for (int k = 0; k < 4; k++) {
        double change = close[i + k] / close[i + k - 1] - 1.0;
        first[k] += change;
        second[k] += change * change;
      }
    for (; i <= last; i++) add_return(l, close[i] / close[i - 1] - 1.0);
    l->first += (first[0] + first[1]) + (first[2] + first[3]);
    l->second += (second[0] + second[1]) + (second[2] + second[3]);
  }
  l->marked = l->inside + l->worth * close[last];
}

void omc_measure(const omc_grid *g, lane *l) {
  const omc_search *s = &g->s;
  const double *close = g->ticks[CLOSE];
  double net = l->cash - l->before;
  l->trades++;
  if (net > 0) {
    l->won += net;
    l->wins++;
  } else
    l->lost -= net;
  if (l->pending < l->start) settle(g, l, l->before);
  l->pending = l->end;
  if (l->daily) {
    while (l->day < s->days && s->day_bars[l->day] < l->start) mark_day(l, l->before);
    while (l->day < s->days && s->day_bars[l->day] < l->end)
      mark_day(l, l->inside + l->worth * close[s->day_bars[l->day]]);
  }
  if (l->end <= l->start) return;
  fall_inside(g, l);
  if (s->per_year > 0) {
    mark(l, l->inside + l->worth * close[l->start]);
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

void omc_finish(const omc_grid *g, lane *l, double *table, int64_t stride) {
  const omc_search *s = &g->s;
  settle(g, l, l->cash);
  if (l->daily)
    while (l->day < s->days) mark_day(l, l->cash);
  table[0] = l->cash / s->capital - 1.0;
  table[stride] = s->per_year > 0 ? sharpe_of_bars(g, l) : sharpe_of_days(g, l);
  table[2 * stride] = 1.0 - l->kept;
  table[3 * stride] = l->trades ? (double)l->wins / (double)l->trades : NAN;
  table[4 * stride] = (double)l->trades;
  table[5 * stride] = l->lost > 0 ? l->won / l->lost : NAN;
}
