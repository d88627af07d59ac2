/* What all lanes share, made once for a run of bars: whole ticks, sums of them, ranges, fills by order. */
#include "internal.h"

#define DAY_MS 86400000
/* As omc.market.indicators.ticks holds it: sums of 5000 of these fit. */
#define LARGEST_TICKS 1125899906842624.0

int64_t omc_abi(void) { return OMC_ABI; }

void omc_free(void *memory) { free(memory); }

/* Whole ticks of a price; 0 where memory ends or one is not finite or too large. */
static int make_ticks(omc_grid *g, int which) {
  const int64_t n = g->s.bars;
  const double *price = g->s.price[which], tick = g->s.tick;
  double *ticks = g->ticks[which] = malloc((size_t)n * sizeof *ticks);
  if (!ticks) return 0;
  int64_t wrong = 0;
  /* Below 2**51, adding and taking away 1.5 * 2**52 rounds half to even, as rint does, without a call. */
  const double magic = 6755399441055744.0;
  for (int64_t i = 0; i < n; i++) {
    double t = price[i] / tick;
    ticks[i] = (t + magic) - magic;
    wrong += !(fabs(t) < LARGEST_TICKS);
  }
  return !wrong;
}

static int make_sums(omc_grid *g, int which) {
  const int64_t n = g->s.bars;
  int64_t *sums = g->sums[which] = malloc((size_t)(n + 1) * sizeof *sums);
  if (!sums) return 0;
  uint64_t sum = 0;
  sums[0] = 0;
  for (int64_t i = 0; i < n; i++) {
    sum += (uint64_t)(int64_t)g->ticks[which][i];
    sums[i + 1] = (int64_t)sum;
  }
  return 1;
}

static int make_bars(omc_grid *g) {
  const int64_t n = g->s.bars;
  const double *close = g->ticks[CLOSE];
  g->bar_memory = malloc((size_t)(n + 1) * sizeof(bar));
  if (!g->bar_memory) return 0;
  bar *b = g->bar = (bar *)(((uintptr_t)g->bar_memory + sizeof(bar) - 1) / sizeof(bar) * sizeof(bar));
  double one = 0, two = 0;
  for (int64_t i = 0; i < n; i++) {
    double change = i && g->s.per_year > 0 ? close[i] / close[i - 1] - 1.0 : 0.0;
    extremes here = {close[i], close[i]};
    one += change;
    two += change * change;
    b[i].close = close[i];
    b[i].returns = one;
    b[i].squares = two;
    b[i].before = i % GROUP ? joined(b[i - 1].before, here) : here;
  }
  for (int64_t i = n - 1; i >= 0; i--) {
    extremes here = {close[i], close[i]};
    b[i].after = i % GROUP < GROUP - 1 && i + 1 < n ? joined(b[i + 1].after, here) : here;
  }
  return 1;
}

static int make_ranges(omc_grid *g) {
  const int64_t n = g->s.bars, groups = (n + GROUP - 1) / GROUP;
  for (int level = 0; level < TOP && (int64_t)1 << level <= groups; level++) {
    g->groups[level] = malloc((size_t)groups * sizeof(extremes));
    if (!g->groups[level]) return 0;
  }
  for (int64_t k = 0; k < groups; k++) g->groups[0][k] = g->bar[k * GROUP].after;
  for (int level = 1; level < TOP && (int64_t)1 << level <= groups; level++) {
    int64_t half = (int64_t)1 << (level - 1);
    for (int64_t k = 0; k + 2 * half <= groups; k++)
      g->groups[level][k] = joined(g->groups[level - 1][k], g->groups[level - 1][k + half]);
  }
  return 1;
}

/* Highest highs and lowest lows of 32 and of 1024 bars. */
static int make_bands(omc_grid *g) {
  const double *from_high = g->ticks[HIGH], *from_low = g->ticks[LOW];
  int64_t count = g->s.bars;
  for (int level = 0; level < 2; level++) {
    int64_t blocks = (count + 31) / 32;
    double *top = g->tops[level] = malloc((size_t)blocks * sizeof *top);
    double *bottom = g->bottoms[level] = malloc((size_t)blocks * sizeof *bottom);
    if (!top || !bottom) return 0;
    for (int64_t k = 0; k < blocks; k++) {
      int64_t end = k * 32 + 32 < count ? k * 32 + 32 : count;
      double high = from_high[k * 32], low = from_low[k * 32];
      for (int64_t i = k * 32 + 1; i < end; i++) {
        high = from_high[i] > high ? from_high[i] : high;
        low = from_low[i] < low ? from_low[i] : low;
      }
      top[k] = high;
      bottom[k] = low;
    }
    from_high = top;
    from_low = bottom;
    count = blocks;
  }
  return 1;
}

static int make_exits(omc_grid *g, int side) {
  const omc_search *s = &g->s;
  const double *reference = g->ticks[s->at_close ? CLOSE : OPEN];
  double *exits = g->exits[side] = malloc((size_t)s->bars * sizeof *exits);
  if (!exits) return 0;
  for (int64_t i = 0; i < s->bars; i++)
    exits[i] = (double)omc_fill(&s->buy, &s->sell, (int64_t)reference[i], side ? 1 : -1) * s->lot;
  return 1;
}

static int make_may(omc_grid *g) {
  const omc_search *s = &g->s;
  int64_t words = (s->bars + BLOCK - 1) / BLOCK * WORDS;
  g->may = calloc((size_t)words, sizeof *g->may);
  if (!g->may) return 0;
  for (int64_t w = 0; w * 64 < g->last; w++) {
    int64_t left = g->last - w * 64;
    g->may[w] = left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
  }
  if (!s->at_close) {
    const int64_t latest = (s->most_missing + 2) * s->timeframe_ms;
    for (int64_t i = 0; i < g->last; i++)
      if (s->ts[i + 1] - s->ts[i] >= latest) g->may[i / 64] &= ~((uint64_t)1 << (i % 64));
  }
  if (s->in_session)
    for (int64_t i = 0; i < g->last; i++)
      if (!s->in_session[i]) g->may[i / 64] &= ~((uint64_t)1 << (i % 64));
  return 1;
}

static int make_day_opens(omc_grid *g) {
  const omc_search *s = &g->s;
  g->day_open = malloc((size_t)s->bars * sizeof *g->day_open);
  if (!g->day_open) return 0;
  int64_t first = 0; /* the first bar closing at or after the midnight before bar i's close */
  for (int64_t i = 0; i < s->bars; i++) {
    int64_t midnight = floor_div(s->ts[i] + s->timeframe_ms, DAY_MS) * DAY_MS;
    while (s->ts[first] + s->timeframe_ms < midnight) first++;
    g->day_open[i] = (int32_t)(s->ts[first] + s->timeframe_ms == midnight ? first : first - 1);
  }
  return 1;
}

static int has_side(const omc_search *s, int side) {
  for (int64_t i = 0; i < s->lanes; i++)
    if (s->lane[i].enter[side] >= 0) return 1;
  return 0;
}

static int make(omc_grid *g) {
  const omc_search *s = &g->s;
  int asked[4] = {0, 0, 0, 1};
  if (!s->at_close) asked[OPEN] = 1;
  if (s->stop_kind || s->target_kind) asked[OPEN] = asked[HIGH] = asked[LOW] = 1;
  int summed[4] = {0};
  for (int64_t i = 0; i < s->columns; i++)
    if (s->column[i].kind == OMC_AVERAGE) asked[s->column[i].source] = summed[s->column[i].source] = 1;
  for (int which = 0; which < 4; which++) {
    if (asked[which] && !make_ticks(g, which)) return 0;
    if (summed[which] && !make_sums(g, which)) return 0;
  }
  double highest = 0.0;
  for (int64_t i = 0; i < s->bars; i++) {
    highest = g->ticks[CLOSE][i] > highest ? g->ticks[CLOSE][i] : highest;
    if (g->ticks[OPEN]) highest = g->ticks[OPEN][i] > highest ? g->ticks[OPEN][i] : highest;
  }
  g->dearest = (highest * (double)s->buy.over / (double)s->buy.under + 1.0) * s->lot;
  g->scale = fabs(s->price[CLOSE][s->bars / 2]);
  for (int side = 0; side < 2; side++)
    if (has_side(s, side)) {
      g->entries[side] = calloc((size_t)s->bars, sizeof(entry));
      if (!g->entries[side]) return 0;
      if (s->tables && !make_exits(g, side)) return 0;
    }
  if ((s->stop_kind || s->target_kind) && !make_bands(g)) return 0;
  if (s->tables && (!make_bars(g) || !make_ranges(g))) return 0;
  if (s->gated && !make_day_opens(g)) return 0;
  return make_may(g);
}

omc_grid *omc_open(const omc_search *search) {
  omc_grid *g = calloc(1, sizeof *g);
  if (!g) return NULL;
  g->s = *search;
  g->last = search->bars - 1;
  g->most_over = fmax(1.0, fmax(search->taker_over, search->maker_over));
  if (!make(g)) {
    omc_close(g);
    return NULL;
  }
  return g;
}

void omc_close(omc_grid *g) {
  if (!g) return;
  for (int i = 0; i < 4; i++) {
    free(g->ticks[i]);
    free(g->sums[i]);
  }
  for (int i = 0; i < 2; i++) {
    free(g->exits[i]);
    free(g->entries[i]);
    free(g->tops[i]);
    free(g->bottoms[i]);
  }
  for (int i = 0; i < TOP; i++) free(g->groups[i]);
  free(g->may);
  free(g->day_open);
  free(g->bar_memory);
  free(g);
}
