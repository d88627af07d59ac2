/* What the files of the kernel share. */
#ifndef OMCGRID_INTERNAL_H
#define OMCGRID_INTERNAL_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omcgrid.h"

/* Bars worked on at a time: as single-precision copies, some dozens of columns of a block and the conditions
 * of some hundreds of lanes stay in the second-level cache. */
#define BLOCK 2048
#define WORDS (BLOCK / 64)
#define MICRO 1000000
/* Values by which ranges are summed up before they are searched by halves. */
#define GROUP 16
#define TOP 17

enum { OPEN, HIGH, LOW, CLOSE };

typedef struct {
  double high, low;
} extremes;

/* What figures read of a bar, in one line of the cache: close in ticks, running sums of the market's returns
 * and of their squares, extremes of closes from the group's start to here and from here to its end. */
typedef struct {
  double close, returns, squares, spare;
  extremes before, after;
} bar;

/* An entry by the bar it lives from, found when first asked for. unit: steps of quantity that each unit of
 * cash asks for and can pay; price, out: what a step costs at entry and brings at the touch; touch: the bar
 * whose range ends the position, bars + 1 for none. */
typedef struct {
  double unit, price, out;
  int32_t touch;
  uint8_t allowed, rests, state;
} entry;

struct omc_grid {
  omc_search s;
  int64_t last;
  double *ticks[4];  /* whole ticks, null where none asks */
  int64_t *sums[4];  /* [bars + 1] running sums of them, may wrap around: differences do not */
  double *exits[2];  /* what a step brings or costs, left by order at each bar, by side of the position */
  entry *entries[2]; /* by side, by the bar they live from */
  uint64_t *may;     /* closes at which an entry may be decided */
  int32_t *day_open; /* the bar at whose close each bar's day opened, -1 before the first */
  bar *bar;          /* null without tables */
  void *bar_memory;
  extremes *groups[TOP];        /* of closes, of 2**k groups from each on */
  double *tops[2], *bottoms[2]; /* of 32 and 1024 bars */
  double scale, most_over;      /* a close; the larger numerator of the fees, at least 1 */
  double dearest;               /* a bound of what a step costs */
};

int64_t omc_fill(const omc_ratio *buy, const omc_ratio *sell, int64_t ticks, int sign);
void omc_make_entry(const omc_grid *g, int side, int64_t lives, entry *into);
const entry *omc_make_shared(omc_grid *g, int side, int64_t lives, entry *own);
double omc_divisor(const omc_grid *g, int side, int64_t signal, int *known);

/* What a search asks for: whole units; gates that remember; Sharpe by bar; both sides; ends of positions other
 * than their rule's; fills at the close. The loop over trades is compiled for what is asked most. */
enum { ROUNDED = 1, GATED = 2, YEARLY = 4, SPLIT = 8, ENDING = 16, AT_CLOSE = 32, LISTED = 64 };

#define INLINE static inline __attribute__((always_inline))
#define RARE static __attribute__((noinline))

/* Division toward minus infinity by a positive number. */
static inline int64_t floor_div(int64_t a, int64_t b) {
  if (b == 1) return a;
  int64_t q = a / b;
  return q - (a % b < 0);
}

static inline int64_t ratio_down(const omc_ratio *r, int64_t ticks) { return floor_div(ticks * r->over, r->under); }
static inline int64_t ratio_up(const omc_ratio *r, int64_t ticks) { return -floor_div(-ticks * r->over, r->under); }

/* Whole numbers below 2**53: a cast is as right as floor and ceil, and needs no instruction of later processors. */
#if defined(__SSE4_1__) || defined(__aarch64__)
INLINE double whole_down(double x) { return __builtin_floor(x); }
INLINE double whole_up(double x) { return __builtin_ceil(x); }
#else
INLINE double whole_down(double x) { return (double)(int64_t)x; }
INLINE double whole_up(double x) {
  double t = (double)(int64_t)x;
  return t < x ? t + 1.0 : t;
}
#endif

INLINE extremes joined(extremes a, extremes b) {
  extremes both = {a.high > b.high ? a.high : b.high, a.low < b.low ? a.low : b.low};
  return both;
}

/* Highest and lowest close of bars first..end-1, at least one. */
INLINE extremes closes_over(const omc_grid *g, int64_t first, int64_t end) {
  const double *close = g->ticks[CLOSE];
  int64_t from = first / GROUP, to = (end - 1) / GROUP;
  if (!g->bar || from == to) {
    extremes both = {close[first], close[first]};
    for (int64_t i = first + 1; i < end; i++) {
      both.high = close[i] > both.high ? close[i] : both.high;
      both.low = close[i] < both.low ? close[i] : both.low;
    }
    return both;
  }
  extremes both = joined(g->bar[first].after, g->bar[end - 1].before);
  int64_t inner = to - from - 1;
  int level = 63 - __builtin_clzll((uint64_t)inner | 1);
  const extremes *table = g->groups[level], *one = table + from + 1, *other = table + to - ((int64_t)1 << level);
  one = inner > 0 ? one : &g->bar[first].after;
  other = inner > 0 ? other : one;
  return joined(both, joined(*one, *other));
}

/* Where tables are, the line of the bar is read anyway. */
INLINE double close_at(const omc_grid *g, int64_t at) { return g->bar ? g->bar[at].close : g->ticks[CLOSE][at]; }

/* The entry that would live from a bar. */
INLINE const entry *entry_at(omc_grid *g, int side, int64_t lives, entry *own) {
  const entry *e = &g->entries[side][lives];
  return __atomic_load_n(&e->state, __ATOMIC_ACQUIRE) == 2 ? e : omc_make_shared(g, side, lives, own);
}

/* A column's number at a bar, as Python's columns hold it. */
static inline double column_at(const omc_grid *g, const omc_column *c, int64_t bar) {
  if (c->kind == OMC_CONSTANT) return c->value;
  if (c->kind == OMC_ARRAY) return c->values[bar];
  if (bar < c->window - 1) return NAN;
  const int64_t *sums = g->sums[c->source];
  double sum = (double)(int64_t)((uint64_t)sums[bar + 1] - (uint64_t)sums[bar + 1 - c->window]);
  return sum / (double)c->window * g->s.tick_over / g->s.tick_under;
}

/* One block of a column: copies in single precision measured from `base`, and where they are numbers. */
void omc_column_block(const omc_grid *g, const omc_column *c, int64_t from, int64_t bars, double base, float *near,
                      uint64_t *known);
/* How far a block's copy goes from its base; and it as 16 bits, cut off toward 0, which keeps order too. */
double omc_furthest(const float *near);
void omc_shorten(const float *near, float scale, int16_t *coarse);
void omc_compare(const float *a, const float *b, int64_t words, uint64_t *above, uint64_t *below);
void omc_compare_short(const int16_t *a, const int16_t *b, int64_t words, uint64_t *above, uint64_t *below);

/* The conditions of some lanes, block by block. */
typedef struct program program;
program *omc_program(const omc_grid *g, int64_t from, int64_t to);
void omc_program_free(program *p);
void omc_program_block(program *p, int64_t start, int64_t bars);
void omc_program_lane(program *p, int64_t lane);
const uint64_t *omc_program_row(const program *p, int32_t op);

/* A parameter set under way: its position, its account, its figures. */
typedef struct {
  int64_t seek, again; /* where the exit is looked for; the first close at which an entry may be decided */
  int64_t start, end, until, turn;
  int32_t side, touch; /* side: of the open position, -1 while flat */
  int8_t rests, doubt;
  double entry_out;
  /* The last position, open or closed. */
  double cash, before, inside, worth, quantity;
  double spent, paid; /* notional and fee; where nothing is rounded, fractions of cash: steps and what is kept */
  /* Gates. */
  double peak_seen, day_equity, at_signal;
  int64_t last_signal, last_start, last_end, losses, halved, halved_before;
  double least_cash; /* before any entry */
  /* Figures. */
  double peak, kept, won, lost, first, second, marked, shift;
  int64_t wins, trades, pending, day;
  double *daily;
} lane;

#endif
