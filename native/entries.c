/* An entry's fill, stop and target depend on its bar alone: found once for all lanes, when first asked for. */
#include "internal.h"

#define UNKNOWN INT64_MIN
/* Beyond every price, and its double is itself. */
#define FAR ((int64_t)1 << 60)

int64_t omc_fill(const omc_ratio *buy, const omc_ratio *sell, int64_t ticks, int sign) {
  if (sign > 0) return ratio_up(buy, ticks);
  int64_t down = ratio_down(sell, ticks);
  return down > 1 ? down : 1;
}

static int64_t at_least_one(int64_t level) { return level > 1 ? level : 1; }

/* Millionths of ticks to ticks: up for longs, down for shorts. */
static int64_t whole(int64_t micro, int sign) { return sign > 0 ? -floor_div(-micro, MICRO) : floor_div(micro, MICRO); }

static int64_t read_micro(const int64_t *column, int64_t bar, int *known) {
  int64_t micro = column[bar];
  if (micro != UNKNOWN) return micro;
  *known = 0;
  return 0;
}

static int64_t stop_of(const omc_search *s, int side, int64_t signal, int64_t fill, int *known) {
  const int sign = side ? -1 : 1;
  if (s->stop_kind == OMC_FRACTION) {
    const omc_ratio *r = &s->stop_ratio[side];
    return at_least_one(sign > 0 ? ratio_up(r, fill) : ratio_down(r, fill));
  }
  int64_t micro = read_micro(s->stop_micro[side], signal, known);
  if (s->stop_kind == OMC_LEVEL) return whole(micro, sign);
  return at_least_one(whole(fill * MICRO - sign * micro, sign));
}

static int64_t target_of(const omc_search *s, int side, int64_t signal, int64_t fill, int64_t stop, int *known) {
  const int sign = side ? -1 : 1;
  const omc_ratio *r = &s->target_ratio[side];
  if (s->target_kind == OMC_FRACTION) return at_least_one(sign > 0 ? ratio_up(r, fill) : ratio_down(r, fill));
  if (s->target_kind == OMC_MULTIPLE) /* Away from the entry: a whole number of ticks more for longs and for shorts. */
    return at_least_one(fill + sign * ratio_up(r, fill > stop ? fill - stop : stop - fill));
  int64_t micro = read_micro(s->target_micro[side], signal, known);
  if (s->target_kind == OMC_LEVEL) return whole(micro, sign);
  return at_least_one(whole(fill * MICRO + sign * micro, sign));
}

/* What equity x fraction is divided by, ticks; not above 0: no entry. */
double omc_divisor(const omc_grid *g, int side, int64_t signal, int *known) {
  const omc_search *s = &g->s;
  double close = g->ticks[CLOSE][signal];
  switch (s->size_kind) {
  case OMC_BY_DISTANCE:
    return (double)read_micro(s->size_micro, signal, known) / MICRO;
  case OMC_BY_FRACTION:
    return close * s->stop_fraction;
  case OMC_BY_STOP_DISTANCE:
    return (double)read_micro(s->stop_micro[side], signal, known) / MICRO;
  case OMC_BY_LEVEL:
    return (side ? -1 : 1) * (close - (double)read_micro(s->stop_micro[side], signal, known) / MICRO);
  default:
    return close;
  }
}

/* The first bar at or after `bar` at which the market leaves the band, bars for none; upside down for shorts. */
static int64_t leaves(const omc_grid *g, int side, int64_t bar, double over, double under) {
  const double *high = g->ticks[HIGH], *low = g->ticks[LOW];
  const double top = side ? -under : over, bottom = side ? -over : under;
  const int64_t n = g->s.bars;
  while (bar < n) {
    if (bar % 1024 == 0 && g->tops[1][bar / 1024] < top && g->bottoms[1][bar / 1024] > bottom)
      bar += 1024;
    else if (bar % 32 == 0 && g->tops[0][bar / 32] < top && g->bottoms[0][bar / 32] > bottom)
      bar += 32;
    else if (high[bar] < top && low[bar] > bottom)
      bar++;
    else
      return bar;
  }
  return n;
}

/* The same with a stop that follows the close at `distance`; leaves in `under` the stop in force there. */
static int64_t trails(const omc_grid *g, int sign, int64_t bar, double over, double *under, double distance) {
  const int64_t n = g->s.bars;
  for (; bar < n; bar++) {
    double high = sign > 0 ? g->ticks[HIGH][bar] : -g->ticks[LOW][bar];
    double low = sign > 0 ? g->ticks[LOW][bar] : -g->ticks[HIGH][bar];
    if (!(low > *under && high < over)) return bar;
    double follows = sign * g->ticks[CLOSE][bar] - distance;
    *under = follows > *under ? follows : *under;
  }
  return n;
}

/* Where the position is stopped or reaches its target, and at what price. */
static void touch(const omc_grid *g, int side, int64_t lives, int64_t fill, const int64_t *stop, const int64_t *target,
                  entry *e) {
  const omc_search *s = &g->s;
  const int sign = side ? -1 : 1;
  double over = target ? (double)(sign * *target) : (double)FAR;
  double under = stop ? (double)(sign * *stop) : (double)-FAR;
  int64_t bar;
  if (stop && s->trailing)
    bar = trails(g, sign, lives, over, &under, (double)(fill > *stop ? fill - *stop : *stop - fill));
  else
    bar = leaves(g, side, lives, over, under);
  if (bar >= s->bars) return;
  double opened = sign * g->ticks[OPEN][bar], low = sign > 0 ? g->ticks[LOW][bar] : -g->ticks[HIGH][bar];
  int gap_stop = opened <= under, gap_target = !gap_stop && opened >= over;
  int by_stop = gap_stop || (!gap_target && low <= under);
  int64_t reference = sign * (int64_t)(gap_stop || gap_target ? opened : by_stop ? under : over);
  e->touch = (int32_t)bar;
  e->out = (double)(by_stop ? omc_fill(&s->buy, &s->sell, reference, -sign) : reference) * s->lot;
  e->rests = (uint8_t)!by_stop;
}

void omc_make_entry(const omc_grid *g, int side, int64_t lives, entry *e) {
  const omc_search *s = &g->s;
  const int sign = side ? -1 : 1;
  const int64_t signal = lives - 1;
  int known = 1;
  int64_t reference = (int64_t)(s->at_close ? g->ticks[CLOSE][signal] : g->ticks[OPEN][lives]);
  int64_t fill = omc_fill(&s->buy, &s->sell, reference, sign), stop = 0, target = 0;
  if (s->stop_kind) stop = stop_of(s, side, signal, fill, &known);
  if (s->target_kind) target = target_of(s, side, signal, fill, stop, &known);
  double divisor = omc_divisor(g, side, signal, &known);
  e->touch = (int32_t)(s->bars + 1);
  e->out = 0;
  e->rests = 0;
  e->price = (double)fill * s->lot;
  e->allowed = (uint8_t)(known && divisor > 0 && !(s->stop_kind && sign * (reference - stop) <= 0) &&
                         !(s->target_kind == OMC_LEVEL && sign * (reference - target) >= 0));
  if (!e->allowed) return;
  double asked = s->fraction / (divisor * s->lot), capped = s->cap / (g->ticks[CLOSE][signal] * s->lot);
  double paid = 1.0 / (e->price * (1.0 + s->taker));
  asked = capped < asked ? capped : asked;
  e->unit = paid < asked ? paid : asked;
  if (s->stop_kind || s->target_kind)
    touch(g, side, lives, fill, s->stop_kind ? &stop : NULL, s->target_kind ? &target : NULL, e);
}

/* States of a shared entry: nobody asked, one thread is making it, made. Who comes second makes his own. */
const entry *omc_make_shared(omc_grid *g, int side, int64_t lives, entry *own) {
  entry *e = &g->entries[side][lives];
  uint8_t nobody = 0;
  if (!__atomic_compare_exchange_n(&e->state, &nobody, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
    if (nobody == 2) return e;
    omc_make_entry(g, side, lives, own);
    return own;
  }
  omc_make_entry(g, side, lives, e);
  __atomic_store_n(&e->state, 2, __ATOMIC_RELEASE);
  return e;
}
