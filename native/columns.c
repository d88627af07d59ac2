/* Columns of numbers, a block at a time.
 *
 * Two columns are first compared as single-precision copies measured from one price near by: rounding keeps
 * order, so they are wrong about nothing, and only where two are equal must the numbers themselves be asked.
 * Columns that move with the price are compared as whole numbers of 16 bits, which is the same once more.
 */
#include "internal.h"

/* x / by, rounded as a division rounds it, for a whole `by` and inverse = 1 / by: two steps of Newton's with
 * products that are not rounded (Markstein). Many times as fast, where the processor has them. */
#if defined(__FMA__) || defined(__aarch64__)
static inline double divided(double x, double by, double inverse) {
  double q = x * inverse;
  q = __builtin_fma(__builtin_fma(-q, by, x), inverse, q);
  return __builtin_fma(__builtin_fma(-q, by, x), inverse, q);
}
#else
static inline double divided(double x, double by, double inverse) {
  (void)inverse;
  return x / by;
}
#endif

static void average_block(const omc_grid *g, const omc_column *c, int64_t from, int64_t bars, double base,
                          float *near) {
  const double window = (double)c->window, over = g->s.tick_over, under = g->s.tick_under;
  const double per_window = 1.0 / window, per_under = 1.0 / under;
  int64_t i = c->window - 1 - from;
  i = i < 0 ? 0 : i < bars ? i : bars;
  for (int64_t k = 0; k < i; k++) near[k] = NAN;
  if (i == bars) return;
  const int64_t *end = g->sums[c->source] + from + 1, *begin = g->sums[c->source] + (from + i + 1 - c->window) - i;
  if (over == 1.0)
    for (; i < bars; i++) {
      double sum = (double)(int64_t)((uint64_t)end[i] - (uint64_t)begin[i]);
      near[i] = (float)(divided(divided(sum, window, per_window), under, per_under) - base);
    }
  else
    for (; i < bars; i++) {
      double sum = (double)(int64_t)((uint64_t)end[i] - (uint64_t)begin[i]);
      near[i] = (float)(divided(divided(sum, window, per_window) * over, under, per_under) - base);
    }
}

static void known_words(const float *near, uint64_t *known) {
  for (int64_t w = 0; w < WORDS; w++) {
    uint64_t word = 0;
    for (int bit = 0; bit < 64; bit++) word |= (uint64_t)(near[w * 64 + bit] == near[w * 64 + bit]) << bit;
    known[w] = word;
  }
}

/* Bits from..to-1 set. */
static void set_run(uint64_t *known, int64_t from, int64_t to) {
  for (int64_t w = 0; w < WORDS; w++) {
    int64_t low = from - w * 64, high = to - w * 64;
    low = low < 0 ? 0 : low > 64 ? 64 : low;
    high = high < 0 ? 0 : high > 64 ? 64 : high;
    uint64_t upto = high == 64 ? ~(uint64_t)0 : ((uint64_t)1 << high) - 1;
    uint64_t below = low == 64 ? ~(uint64_t)0 : ((uint64_t)1 << low) - 1;
    known[w] = upto & ~below;
  }
}

void omc_column_block(const omc_grid *g, const omc_column *c, int64_t from, int64_t bars, double base, float *near,
                      uint64_t *known) {
  if (c->kind == OMC_AVERAGE) {
    int64_t first = c->window - 1 - from;
    average_block(g, c, from, bars, base, near);
    set_run(known, first < 0 ? 0 : first, bars);
  } else if (c->kind == OMC_CONSTANT) {
    for (int64_t i = 0; i < bars; i++) near[i] = (float)(c->value - base);
    set_run(known, c->value == c->value ? 0 : bars, bars);
  } else {
    const double *values = c->values + from;
    for (int64_t i = 0; i < bars; i++) near[i] = (float)(values[i] - base);
    for (int64_t i = bars; i < BLOCK; i++) near[i] = NAN;
    /* Infinity less a base is infinity, so only what is no number gives none. */
    known_words(near, known);
  }
  /* Beyond the last bar nothing is above, below or known. */
  for (int64_t i = bars; i < BLOCK; i++) near[i] = 0.0f;
}

double omc_furthest(const float *near) {
  float most[16] = {0.0f}, all = 0.0f;
  for (int i = 0; i < BLOCK; i += 16)
    for (int k = 0; k < 16; k++) {
      float away = fabsf(near[i + k]);
      most[k] = away > most[k] ? away : most[k];
    }
  for (int k = 0; k < 16; k++) all = most[k] > all ? most[k] : all;
  return all;
}

void omc_shorten(const float *near, float scale, int16_t *coarse) {
  for (int i = 0; i < BLOCK; i++) {
    float scaled = near[i] * scale;
    /* What is no number is nowhere known, so any will do. */
    scaled = scaled == scaled ? scaled : 0.0f;
    coarse[i] = (int16_t)(int32_t)scaled;
  }
}
