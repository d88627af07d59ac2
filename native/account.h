/* The account of one parameter set: sizes, gates and books of omc.trading, in whole units, to the last one.
 * Where a double cannot tell, the lane is in doubt and left to the exact engine.
 */
#ifndef OMCGRID_ACCOUNT_H
#define OMCGRID_ACCOUNT_H

#include "internal.h"

/* Above this a rate times a notional could be rounded across a whole number. */
#define LARGEST 4503599627370496.0
/* Relative error of a quantity computed in doubles, with room; nearer to a whole number it is in doubt. */
#define DOUBT 4e-15
/* A gate's value this near its limit is in doubt. */
#define NEAR 1e-12
/* What rounding to ticks, steps and fees may move a result by, as a fraction, and still count as none. */
#define UNSEEN 1e-10

INLINE int uncertain(double amount, double floored) {
  double part = amount - floored, room = (amount > 1.0 ? amount : 1.0) * DOUBT;
  return (part <= room) | (1.0 - part <= room);
}

INLINE double fee(const omc_grid *g, double notional, int rests, const int mode) {
  const omc_search *s = &g->s;
  if (!(mode & ROUNDED)) return notional * (rests ? s->maker : s->taker);
  double over = rests ? s->maker_over : s->taker_over, under = rests ? s->maker_under : s->taker_under;
  double exact = notional * over / under;
  return exact < LARGEST ? whole_up(exact) * s->grain : exact * s->grain;
}

/* Whether the fee of a notional is exact. */
INLINE int sure(const omc_grid *g, double notional) { return notional * g->most_over < LARGEST; }

/* Rounded down to steps; the lane is in doubt where that is. */
static double steps(const omc_grid *g, double amount, int *doubt) {
  if (!g->s.rounded) return amount;
  if (!(amount < LARGEST)) {
    *doubt = 1;
    return 0.0;
  }
  double floored = whole_down(amount);
  if (uncertain(amount, floored)) *doubt = 1;
  return floored;
}

/* The largest quantity whose entry, fee included, the cash covers. */
static double affordable(const omc_grid *g, double cash, double price, int *doubt) {
  const omc_search *s = &g->s;
  const int mode = s->rounded ? ROUNDED : 0;
  double most = (cash > 0.0 ? cash : 0.0) / (price * (1.0 + s->taker));
  if (!s->rounded) return most;
  if (!(most < LARGEST)) {
    *doubt = 1;
    return 0.0;
  }
  double quantity = whole_down(most);
  /* The fee is rounded up: just above a whole number the last step may not be covered. */
  if (uncertain(most, quantity) || (most - quantity) * price <= 2.0 * s->grain) {
    double spent = quantity * price, more = spent + price;
    if (spent + fee(g, spent, 0, mode) > cash) {
      /* Of something cheap it may be many steps: how many, the exact engine finds. */
      spent -= price;
      if (quantity > 1.0 && spent + fee(g, spent, 0, mode) > cash) *doubt = 1;
      return quantity - 1.0;
    }
    if (more + fee(g, more, 0, mode) <= cash) return quantity + 1.0;
  }
  return quantity;
}

/* An entry as it comes to the account, and what the gates say of it: bit 0 refused, bit 1 half the size. */
typedef struct {
  const entry *e;
  int64_t signal;
  double equity, cash;
  int side, says, halved;
} order_asked;

/* Steps of quantity after sizing, gates and cash, the long way; 0 where refused. */
RARE double long_way(const omc_grid *g, const order_asked *o, int *doubt) {
  const omc_search *s = &g->s;
  int known = 1;
  double close = g->ticks[CLOSE][o->signal], divisor = omc_divisor(g, o->side, o->signal, &known);
  double room = (o->equity > 0.0 ? o->equity : 0.0) / s->lot;
  double quantity = steps(g, room * s->fraction / divisor, doubt);
  if (o->halved) quantity = floor(quantity / 2);
  if (s->cap < INFINITY) {
    double most = steps(g, room * s->cap / close, doubt);
    quantity = most < quantity ? most : quantity;
  }
  if (o->says & 2) quantity = floor(quantity / 2);
  if (o->says & 1) quantity = 0.0;
  if (!(quantity * close * s->lot >= s->least)) quantity = 0.0;
  double most = affordable(g, o->cash, o->e->price, doubt);
  return most < quantity ? most : quantity;
}

/* The quantity where nothing is special, which is nearly always; -1 where something is. */
INLINE double plain(const omc_grid *g, double cash, const entry *e, int64_t signal, const int mode) {
  const omc_search *s = &g->s;
  double asked = cash * e->unit;
  if (!(mode & ROUNDED)) return asked > 0.0 && s->least == 0.0 ? asked : -1.0;
  if (!(asked >= 1.0 && asked < LARGEST)) return -1.0;
  double quantity = whole_down(asked), notional = quantity * e->price;
  if (uncertain(asked, quantity) || !sure(g, notional) || notional + fee(g, notional, 0, mode) > cash) return -1.0;
  if (s->least > 0.0 && (notional < s->least || quantity * g->ticks[CLOSE][signal] * s->lot < s->least)) return -1.0;
  return quantity;
}

INLINE int beyond(lane *l, double value, double limit) {
  if (fabs(value - limit) < NEAR) l->doubt = 1;
  return value > limit;
}

/* At the last 00:00 UTC before the signal: before, inside or after the last trade. */
INLINE double equity_at_day_open(const omc_grid *g, lane *l, int64_t signal) {
  int64_t at = g->day_open[signal];
  double equity = at == l->last_signal ? l->at_signal : l->day_equity;
  if (at >= l->last_end)
    equity = l->cash;
  else if (at >= l->last_start)
    equity = l->inside + l->worth * g->ticks[CLOSE][at > 0 ? at : 0];
  return l->day_equity = equity;
}

/* What the gates say, in the order of omc.trading.risk. */
INLINE int gates(const omc_grid *g, lane *l, int64_t signal, double equity, int turning) {
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

INLINE int open_position(const omc_grid *g, lane *l, int side, int64_t signal, const entry *e, const int mode) {
  const omc_search *s = &g->s;
  const double sign = side ? -1.0 : 1.0;
  int turning = l->turn == signal;
  double equity = turning ? l->inside + l->worth * g->ticks[CLOSE][signal] : l->cash;
  /* Who turns decided before the trade that is left was counted. */
  int halved = mode & GATED && (turning ? l->halved_before : l->halved) > 0;
  int says = mode & GATED ? gates(g, l, signal, equity, turning) : 0;
  double quantity = -1.0;
  int common = 1;
  if (says & 1) return 0;
  if (!turning && !says && !halved) quantity = plain(g, l->cash, e, signal, mode);
  if (quantity < 0.0) {
    common = 0;
    order_asked o = {e, signal, equity, l->cash, side, says, halved};
    int doubt = 0;
    quantity = long_way(g, &o, &doubt);
    l->doubt |= (int8_t)doubt;
  }
  double notional = quantity * e->price;
  if (!(quantity > 0.0 && notional >= s->least)) return 0;
  if (mode & GATED) {
    l->at_signal = equity;
    l->last_signal = signal;
  }
  if (mode & ROUNDED)
    l->doubt |= (int8_t)!sure(g, notional);
  else
    l->least_cash = l->cash < l->least_cash ? l->cash : l->least_cash;
  l->before = l->cash;
  if (mode & ROUNDED) {
    l->paid = fee(g, notional, 0, mode);
    l->inside = l->cash - (sign * notional + l->paid);
    l->spent = notional;
  } else {
    /* As fractions of cash, whatever it will have been: what each trade multiplies it by is then known early. */
    double part = common ? e->unit : quantity / l->cash, kept = 1.0 - part * e->price * (sign + s->taker);
    l->paid = fabs(kept) < 1e-15 ? 0.0 : kept;
    l->spent = part;
    l->inside = l->cash * l->paid;
  }
  l->quantity = quantity;
  l->worth = quantity * s->lot * sign;
  l->side = side;
  return 1;
}

INLINE void close_position(const omc_grid *g, lane *l, double out, int rests, const int mode) {
  const omc_search *s = &g->s;
  const double sign = l->side ? -1.0 : 1.0, proceeds = l->quantity * out;
  if (mode & ROUNDED) {
    /* Whole numbers, all of them: in whatever order they are added, the sum is the same. */
    l->cash += sign * (proceeds - l->spent) - (l->paid + fee(g, proceeds, rests, mode));
    l->doubt |= (int8_t)!(sure(g, proceeds) && fabs(l->cash) < LARGEST);
  } else
    l->cash *= l->paid + l->spent * out * (sign - (rests ? s->maker : s->taker));
  if (!(mode & GATED)) return;
  /* What later gates ask: the run of losses, when this trade was; the peak is told where figures are. */
  l->losses = l->cash < l->before ? l->losses + 1 : 0;
  l->halved_before = l->halved;
  l->halved = l->halved > 1 ? l->halved - 1 : 0;
  if (s->losses_before_half >= 0 && l->losses == s->losses_before_half) l->halved = s->half_trades;
  l->last_start = l->start;
  l->last_end = l->end;
}

/* Where nothing is rounded: whether it could be seen if it were, told from the worst of all trades. */
static int is_seen(const omc_grid *g, const lane *l) {
  return !g->s.rounded && (double)l->trades * (g->dearest + 3.0 * g->s.grain) > UNSEEN * l->least_cash;
}

#endif
