/* The account of one parameter set: sizes, gates and books of omc.trading, in whole units, to the last one.
 * Where a double cannot tell, the lane is in doubt and left to the exact engine.
 */
#include "internal.h"

/* Above this a rate times a notional could be rounded across a whole number. */
#define LARGEST 4503599627370496.0
/* Relative error of a quantity computed in doubles, with room; nearer to a whole number it is in doubt. */
#define DOUBT 4e-15
/* A gate's value this near its limit is in doubt. */
#define NEAR 1e-12
/* What rounding to ticks, steps and fees may move a result by, as a fraction, and still count as none. */
#define UNSEEN 1e-10

static int uncertain(double amount, double floored) {
  double part = amount - floored, room = (amount > 1.0 ? amount : 1.0) * DOUBT;
  return part <= room || 1.0 - part <= room;
}

/* Rounded down to steps; the lane is in doubt where that is. */
static double steps(const omc_grid *g, lane *l, double amount) {
  if (!g->s.rounded) return amount;
  if (!(amount < LARGEST)) {
    l->doubt = 1;
    return 0.0;
  }
  double floored = whole_down(amount);
  if (uncertain(amount, floored)) l->doubt = 1;
  return floored;
}

static double fee(const omc_grid *g, double notional, int rests) {
  const omc_search *s = &g->s;
  if (!s->rounded) return notional * (rests ? s->maker : s->taker);
  double over = rests ? s->maker_over : s->taker_over, under = rests ? s->maker_under : s->taker_under;
  double exact = notional * over / under;
  return exact < LARGEST ? whole_up(exact) * s->grain : exact * s->grain;
}

/* Whether the fee of a notional is exact. */
static int sure(const omc_grid *g, double notional) {
  const omc_search *s = &g->s;
  double most = s->taker_over > s->maker_over ? s->taker_over : s->maker_over;
  return notional * (most > 1.0 ? most : 1.0) < LARGEST;
}

/* The largest quantity whose entry, fee included, the cash covers. */
static double affordable(const omc_grid *g, lane *l, double price) {
  const omc_search *s = &g->s;
  double cash = l->cash > 0.0 ? l->cash : 0.0, most = cash / (price * (1.0 + s->taker));
  if (!s->rounded) return most;
  if (!(most < LARGEST)) {
    l->doubt = 1;
    return 0.0;
  }
  double quantity = whole_down(most);
  /* The fee is rounded up: just above a whole number the last step may not be covered. */
  if (uncertain(most, quantity) || (most - quantity) * price <= 2.0 * s->grain) {
    double spent = quantity * price, more = spent + price;
    if (spent + fee(g, spent, 0) > l->cash) return quantity - 1.0;
    if (more + fee(g, more, 0) <= l->cash) return quantity + 1.0;
  }
  return quantity;
}

static int beyond(lane *l, double value, double limit) {
  if (fabs(value - limit) < NEAR) l->doubt = 1;
  return value > limit;
}

/* At the last 00:00 UTC before the signal: before, inside or after the last trade. */
static double equity_at_day_open(const omc_grid *g, lane *l, int64_t signal) {
  int64_t at = g->day_open[signal];
  double equity = at == l->last_signal ? l->at_signal : l->day_equity;
  if (at >= l->last_end) equity = l->cash;
  else if (at >= l->last_start) equity = l->inside + l->worth * g->ticks[CLOSE][at > 0 ? at : 0];
  return l->day_equity = equity;
}

/* What the gates say of an entry, in the order of omc.trading.risk: bit 0 refused, bit 1 half the size. */
static int gates(const omc_grid *g, lane *l, int64_t signal, double equity, int turning) {
  const omc_search *s = &g->s;
  double counted = turning ? equity : l->cash;
  int says = 0;
  l->peak_seen = l->peak_seen > counted ? l->peak_seen : counted;
  double before = equity_at_day_open(g, l, signal), loss = before > 0 ? (before - equity) / before : 0.0;
  if (s->half_loss == s->half_loss && beyond(l, loss, s->half_loss)) says |= 2;
  if (s->daily_loss == s->daily_loss && beyond(l, loss, s->daily_loss)) says |= 1;
  if (s->drawdown == s->drawdown && beyond(l, (l->peak_seen - equity) / l->peak_seen, s->drawdown)) says |= 1;
  return says;
}

/* Steps of quantity after sizing and gates, the long way; 0 where refused. */
static double wanted(const omc_grid *g, lane *l, const entry *e, double close, double equity, int says) {
  const omc_search *s = &g->s;
  double room = (equity > 0.0 ? equity : 0.0) / s->lot, quantity = steps(g, l, room * s->fraction / e->divisor);
  if (s->gated && l->halved > 0) quantity = floor(quantity / 2);
  if (s->cap < INFINITY) {
    double most = steps(g, l, room * s->cap / close);
    quantity = most < quantity ? most : quantity;
  }
  if (says & 2) quantity = floor(quantity / 2);
  if (says & 1) quantity = 0.0;
  return quantity * close * s->lot >= s->least ? quantity : 0.0;
}

/* The quantity where nothing is special, which is nearly always; -1 where something is. */
static double plain(const omc_grid *g, const lane *l, const entry *e, double close) {
  const omc_search *s = &g->s;
  double asked = l->cash * e->unit;
  if (!s->rounded) return asked > 0.0 && s->least == 0.0 ? asked : -1.0;
  if (!(asked >= 1.0 && asked < LARGEST)) return -1.0;
  double quantity = whole_down(asked), notional = quantity * e->price;
  if (uncertain(asked, quantity) || !sure(g, notional) || notional + fee(g, notional, 0) > l->cash) return -1.0;
  if (s->least > 0.0 && (notional < s->least || quantity * close * s->lot < s->least)) return -1.0;
  return quantity;
}

int omc_enter(omc_grid *g, lane *l, int side, int64_t signal, const entry *e) {
  const omc_search *s = &g->s;
  const double sign = side ? -1.0 : 1.0, close = g->ticks[CLOSE][signal];
  int turning = l->turn == signal;
  double equity = turning ? l->inside + l->worth * close : l->cash;
  int says = s->gated ? gates(g, l, signal, equity, turning) : 0;
  double quantity = -1.0;
  if (!turning && !says && !l->halved) quantity = plain(g, l, e, close);
  if (quantity < 0.0) {
    quantity = wanted(g, l, e, close, equity, says);
    double most = affordable(g, l, e->price);
    quantity = most < quantity ? most : quantity;
  }
  double notional = quantity * e->price;
  if (!(quantity > 0.0 && notional >= s->least)) return 0;
  if (s->gated) {
    l->at_signal = equity;
    l->last_signal = signal;
  }
  if (!s->rounded) {
    l->unseen += (e->price + 3.0 * s->grain) / (l->cash > 1e-300 ? l->cash : 1e-300);
    if (l->unseen > UNSEEN) l->doubt = 1;
  } else if (!sure(g, notional))
    l->doubt = 1;
  l->before = l->cash;
  l->inside = l->cash - sign * notional - fee(g, notional, 0);
  if (!s->rounded && fabs(l->inside) < 1e-15 * fabs(l->before)) l->inside = 0.0;
  l->quantity = quantity;
  l->worth = quantity * s->lot * sign;
  l->side = side;
  return 1;
}

void omc_leave(omc_grid *g, lane *l, double out, int rests) {
  const omc_search *s = &g->s;
  const double sign = l->side ? -1.0 : 1.0, proceeds = l->quantity * out;
  l->cash = l->inside + sign * proceeds - fee(g, proceeds, rests);
  if (s->rounded && !(sure(g, proceeds) && fabs(l->cash) < LARGEST)) l->doubt = 1;
  if (!s->gated) return;
  /* What later gates ask: the run of losses, the peak at the closes of this trade, when it was. */
  l->losses = l->cash < l->before ? l->losses + 1 : 0;
  l->halved = l->halved > 1 ? l->halved - 1 : 0;
  if (s->losses_before_half >= 0 && l->losses == s->losses_before_half) l->halved = s->half_trades;
  if (l->end > l->start && s->drawdown == s->drawdown) {
    extremes closes = closes_over(g, l->start, l->end);
    double best = l->inside + l->worth * (l->side ? closes.low : closes.high);
    l->peak_seen = best > l->peak_seen ? best : l->peak_seen;
  }
  l->last_start = l->start;
  l->last_end = l->end;
}
