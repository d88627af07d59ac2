/* The grid's kernel: many parameter sets of one spec over one run of bars.
 *
 * What stands here is the interface; omc.backtest.grid.native mirrors it field by field. Everything is
 * computed as the Python around it computes it: quantities, fees and cash are whole numbers held in doubles
 * below 2**53, levels are int64 ticks. No chance, no clock, no environment, no state between calls.
 */
#ifndef OMCGRID_H
#define OMCGRID_H

#include <stdint.h>

#define OMC_ABI 1

/* An exact factor. */
typedef struct {
  int64_t over, under;
} omc_ratio;

enum { OMC_AVERAGE, OMC_ARRAY, OMC_CONSTANT };

/* A number for each bar. AVERAGE: the simple average of price `source` over `window` bars. */
typedef struct {
  int64_t kind, source, window;
  double value;
  const double *values;
} omc_column;

enum {
  OMC_ORDER,
  OMC_ABOVE,
  OMC_BELOW,
  OMC_NOT_BELOW,
  OMC_NOT_ABOVE,
  OMC_EQUAL,
  OMC_DIFFERENT,
  OMC_CROSSES_ABOVE,
  OMC_CROSSES_BELOW,
  OMC_AND,
  OMC_OR,
  OMC_LATER,
  OMC_ALL,
  OMC_ANY,
  OMC_HELD
};

/* One condition of all bars. ORDER compares columns a and b and is read by the eight after it, as a; AND and
 * OR join a and b; LATER, ALL and ANY look `length` bars back; HELD is row a of `held`. Operands come first. */
typedef struct {
  int32_t code, a, b, length;
} omc_op;

/* A parameter set. enter and leave: ops by side (0 long, 1 short), -1 for none; first: bar of the first
 * decision. */
typedef struct {
  int32_t enter[2], leave[2];
  int64_t first;
} omc_lane;

enum { OMC_NONE, OMC_FRACTION, OMC_DISTANCE, OMC_LEVEL, OMC_MULTIPLE };
enum { OMC_BY_CLOSE, OMC_BY_DISTANCE, OMC_BY_FRACTION, OMC_BY_STOP_DISTANCE, OMC_BY_LEVEL };

typedef struct {
  int64_t bars;
  const int64_t *ts;
  const double *price[4]; /* open, high, low, close */
  int64_t timeframe_ms, most_missing;
  double tick, tick_over, tick_under;
  omc_ratio buy, sell;

  int64_t at_close, rounded, gated, tables;

  /* Stop and target: by kind a ratio for each side, or millionths of ticks for each bar of decision. */
  int64_t stop_kind, target_kind, size_kind, trailing;
  omc_ratio stop_ratio[2], target_ratio[2];
  double stop_fraction;
  const int64_t *stop_micro[2], *target_micro[2], *size_micro;

  int64_t time_stop;         /* bars, 0 for none */
  const int64_t *flat_next;  /* the first bar at or after each at whose close the session ends, or null */
  const uint8_t *in_session; /* whether entries are allowed at each close, or null */

  double lot, grain, taker, maker, taker_over, taker_under, maker_over, maker_under;
  double capital, least, fraction, cap;    /* cap: infinity for none */
  double half_loss, daily_loss, drawdown;  /* NaN for none */
  int64_t losses_before_half, half_trades; /* -1 for none */

  double per_year; /* bars, or 0: Sharpe by day */
  int64_t days;
  const int64_t *day_bars; /* the last bar of each day measured */

  int64_t columns, ops, lanes, held;
  const omc_column *column;
  const omc_op *op;
  const omc_lane *lane;
  const uint64_t *const *held_row;
} omc_search;

/* A trade as booked, in money units; see omc.backtest.grid.trades.booked. */
typedef struct {
  int64_t lane, start, end;
  double before, inside, after, worth;
} omc_trade;

typedef struct omc_grid omc_grid;

int64_t omc_abi(void);

/* What all lanes share; null where memory ends or a price is no whole number that fits. */
omc_grid *omc_open(const omc_search *search);
void omc_close(omc_grid *grid);

/* Lanes from..to-1. table: 6 rows of `stride`: total return, Sharpe, drawdown, win rate, trades, profit factor.
 * doubt: lanes whose books are not known to be exact. daily: row for each lane, or null. trades: where books
 * are wanted, the grown array, to be given to omc_free. Returns how many trades, or -1 where memory ends.
 * Several threads may run lanes of one grid. */
int64_t omc_run(omc_grid *grid, int64_t from, int64_t to, double *table, int64_t stride, uint8_t *doubt, double *daily,
                omc_trade **trades);
void omc_free(void *memory);

#endif
