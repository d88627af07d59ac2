/* Lanes through the bars: each is flat, looking for its next entry, or open, looking for its exit. */
#include "account.h"
#include "figures.h"

typedef struct {
  omc_trade *made;
  int64_t count, room;
  int wanted, failed;
} books;

/* The conditions of one lane over one block; some: which of the words are not 0. */
typedef struct {
  const uint64_t *leave[2];
  uint64_t enter[WORDS], is_long[WORDS];
  uint64_t some_enter, some_leave[2];
} wants;

/* Of the bits of a block, how many are still few. */
#define MOST 256
/* Of the bits of a word, how many there rarely are more of. */
#define FEW 2

static const uint64_t nothing[WORDS];

static uint64_t some_of(const uint64_t *words) {
  uint64_t some = 0;
  for (int w = 0; w < WORDS; w++) some |= (uint64_t)(words[w] != 0) << w;
  return some;
}

/* The first set bit at or after `from`, which is in the block, BLOCK where there is none. Without a branch on
 * where it is: nobody could foretell it, and what is done between two bits would wait for that. */
INLINE int64_t next_set(const uint64_t *words, uint64_t some, int64_t from) {
  int64_t w = (uint64_t)from / 64;
  uint64_t open = ~(uint64_t)0 << (from % 64), here = words[w] & open, later = some & (~(uint64_t)1 << w);
  if (!(here | later)) return BLOCK;
  int64_t at = here ? w : __builtin_ctzll(later | (uint64_t)1 << 63);
  uint64_t word = words[at] & (here ? open : ~(uint64_t)0);
  return at * 64 + __builtin_ctzll(word);
}

static void read_wants(const omc_grid *g, const program *p, const omc_lane *l, int64_t start, wants *into) {
  const uint64_t *enter[2], *may = g->may + start / 64;
  for (int side = 0; side < 2; side++) {
    enter[side] = omc_program_row(p, l->enter[side]);
    into->leave[side] = l->leave[side] < 0 ? nothing : omc_program_row(p, l->leave[side]);
  }
  if (enter[0] && enter[1])
    for (int64_t w = 0; w < WORDS; w++) {
      uint64_t up = enter[0][w] & ~into->leave[0][w], down = enter[1][w] & ~into->leave[1][w];
      into->enter[w] = (up ^ down) & may[w];
      into->is_long[w] = up & ~down;
    }
  else {
    int side = enter[0] ? 0 : 1;
    for (int64_t w = 0; w < WORDS; w++) into->enter[w] = enter[side][w] & ~into->leave[side][w] & may[w];
  }
  for (int64_t w = 0; w < WORDS && l->first > start + w * 64; w++) {
    int64_t before = l->first - start - w * 64;
    into->enter[w] &= before >= 64 ? 0 : ~(uint64_t)0 << before;
  }
  into->some_enter = some_of(into->enter);
  for (int side = 0; side < 2; side++) into->some_leave[side] = l->enter[side] < 0 ? 0 : some_of(into->leave[side]);
}

static int64_t until(const omc_search *s, int64_t lives) {
  int64_t at = s->bars;
  if (s->time_stop > 0) at = lives + s->time_stop - 1;
  if (s->flat_next && s->flat_next[lives] < at) at = s->flat_next[lives];
  return at;
}

/* Decide an entry at `signal`; 0 where none is made. */
INLINE int enter(omc_grid *g, lane *l, int side, int64_t signal, const int mode) {
  entry own;
  const entry *e = entry_at(g, side, signal + 1, &own);
  if (!e->allowed || !open_position(g, l, side, signal, e, mode)) return 0;
  l->start = mode & AT_CLOSE ? signal : signal + 1;
  l->seek = signal + 1;
  if (!(mode & ENDING)) return 1;
  l->until = until(&g->s, signal + 1);
  l->touch = e->touch;
  l->rests = (int8_t)e->rests;
  l->entry_out = e->out;
  return 1;
}

RARE void keep(books *b, omc_trade trade) {
  if (b->count == b->room) {
    int64_t room = b->room ? b->room * 2 : 256;
    omc_trade *grown = realloc(b->made, (size_t)room * sizeof *grown);
    if (!grown) {
      b->failed = 1;
      return;
    }
    b->made = grown;
    b->room = room;
  }
  b->made[b->count++] = trade;
}

/* What a step of a position of `side` brings, left by order at a reference of ticks. */
RARE double left_at(const omc_grid *g, int side, double reference) {
  return (double)omc_fill(&g->s.buy, &g->s.sell, (int64_t)reference, side ? 1 : -1) * g->s.lot;
}

/* End the open position, given the close at which the exit rule speaks. */
INLINE void leave(const omc_grid *g, lane *l, int64_t by_rule, int64_t index, books *b, const int mode) {
  const int64_t n = g->s.bars, last = g->last;
  int64_t decided = by_rule;
  int inside = 0;
  if (mode & ENDING) {
    decided = l->until < decided ? l->until : decided;
    inside = l->touch <= (decided < last ? decided : last);
  }
  double out;
  l->turn = -1;
  if (inside) {
    l->end = l->again = l->touch;
    out = l->entry_out;
  } else if (decided >= (mode & AT_CLOSE ? n : last)) {
    l->end = last;
    l->again = n;
    out = left_at(g, l->side, g->ticks[CLOSE][last]);
  } else {
    l->end = mode & AT_CLOSE ? decided : decided + 1;
    l->again = decided == by_rule ? decided : decided + 1;
    l->turn = decided == by_rule ? decided : -1;
    out = g->exits[l->side] ? g->exits[l->side][l->end]
                            : left_at(g, l->side, g->ticks[mode & AT_CLOSE ? CLOSE : OPEN][l->end]);
  }
  close_position(g, l, out, inside && l->rests, mode);
  measure(g, l, mode);
  if (b->wanted) {
    omc_trade made = {index, l->start, l->end, l->before, l->inside, l->cash, l->worth};
    keep(b, made);
  }
  l->side = -1;
}

/* Set bits as a list that ends with BLOCK, or -1 where there are more than `MOST`. Two are written whether
 * they are there or not: how many there are is not to be foretold. */
static int listed(const uint64_t *words, uint64_t some, uint16_t *into) {
  int count = 0;
  while (some) {
    int w = __builtin_ctzll(some), bits;
    uint64_t word = words[w];
    some &= some - 1;
    bits = __builtin_popcountll(word);
    if (count + bits > MOST) return -1;
    for (int k = 0; k < FEW; k++) {
      into[count + k] = (uint16_t)(w * 64 + __builtin_ctzll(word | (uint64_t)1 << 63));
      word &= word - 1;
    }
    for (int k = FEW; word; k++, word &= word - 1) into[count + k] = (uint16_t)(w * 64 + __builtin_ctzll(word));
    count += bits;
  }
  into[count] = BLOCK;
  return count;
}

/* One lane through one block. It is worked on as a copy, which nothing else can point at. Where bits are few
 * they are read from lists: the next is then at hand while what was done at the last still goes on. */
INLINE void through(omc_grid *g, lane *at, const wants *w, const uint16_t *in, const uint16_t *out, int64_t start,
                    int64_t end, int64_t index, books *b, const int mode) {
  lane l = *at;
  for (;;) {
    if (l.side < 0) {
      int64_t from = l.again > start ? l.again : start;
      if (from >= end) break;
      int64_t signal;
      if (mode & LISTED) {
        while (start + *in < from) in++;
        signal = start + *in;
      } else
        signal = start + next_set(w->enter, w->some_enter, from - start);
      if (signal >= end) break;
      int side = !g->entries[0];
      if (mode & SPLIT) side = !(w->is_long[(signal - start) / 64] >> ((signal - start) % 64) & 1);
      if (!enter(g, &l, side, signal, mode)) {
        l.again = signal + 1;
        continue;
      }
    }
    int64_t known = g->s.bars;
    if (mode & ENDING) known = l.touch < l.until ? l.touch : l.until;
    int64_t from = l.seek > start ? l.seek : start, rule = end;
    if (mode & LISTED) {
      while (start + *out < from && *out < BLOCK) out++;
      rule = start + *out;
    } else if (from < end)
      rule = start + next_set(w->leave[l.side], w->some_leave[l.side], from - start);
    if (rule >= end || rule > known) {
      if (known >= end) {
        l.seek = end;
        break;
      }
      rule = g->s.bars;
    }
    leave(g, &l, rule, index, b, mode);
  }
  *at = l;
}

INLINE int all_lanes(omc_grid *g, int64_t from, int64_t to, program *p, lane *lanes, books *b, const int mode) {
  for (int64_t start = 0; start < g->s.bars; start += BLOCK) {
    int64_t end = start + BLOCK < g->s.bars ? start + BLOCK : g->s.bars;
    omc_program_block(p, start, end - start);
    for (int64_t i = from; i < to; i++) {
      wants w;
      omc_program_lane(p, i);
      read_wants(g, p, &g->s.lane[i], start, &w);
      lane *l = &lanes[i - from];
      const int side = !g->entries[0];
      uint16_t in[MOST + 8], out[MOST + 8];
      if (mode & SPLIT || listed(w.enter, w.some_enter, in) < 0 || listed(w.leave[side], w.some_leave[side], out) < 0)
        through(g, l, &w, in, out, start, end, i, b, mode);
      else
        through(g, l, &w, in, out, start, end, i, b, mode | LISTED);
    }
  }
  for (int64_t i = from; i < to; i++) {
    lane *l = &lanes[i - from];
    if (l->side >= 0) leave(g, l, g->s.bars, i, b, mode);
  }
  return !b->failed;
}

#define MADE_FOR(known)                                                                                                \
  case known:                                                                                                          \
    return all_lanes(g, from, to, p, lanes, b, known);

static int run_lanes(omc_grid *g, int64_t from, int64_t to, program *p, lane *lanes, books *b) {
  const omc_search *s = &g->s;
  int ends = s->stop_kind || s->target_kind || s->time_stop > 0 || s->flat_next;
  int mode = (s->rounded ? ROUNDED : 0) | (s->gated ? GATED : 0) | (s->per_year > 0 ? YEARLY : 0) |
             (g->entries[0] && g->entries[1] ? SPLIT : 0) | (ends ? ENDING : 0) | (s->at_close ? AT_CLOSE : 0);
  switch (mode) {
    MADE_FOR(ROUNDED)
    MADE_FOR(ROUNDED | ENDING)
    MADE_FOR(ROUNDED | GATED)
    MADE_FOR(ROUNDED | GATED | ENDING)
    MADE_FOR(ROUNDED | GATED | ENDING | SPLIT)
    MADE_FOR(YEARLY | AT_CLOSE)
    MADE_FOR(YEARLY | AT_CLOSE | ENDING)
  default:
    return all_lanes(g, from, to, p, lanes, b, mode);
  }
}

int64_t omc_run(omc_grid *g, int64_t from, int64_t to, double *table, int64_t stride, uint8_t *doubt, double *daily,
                omc_trade **trades) {
  const int64_t count = to - from, days = g->s.per_year > 0 ? 0 : g->s.days;
  books b = {NULL, 0, 0, trades != NULL, 0};
  program *p = omc_program(g, from, to);
  lane *lanes = malloc((size_t)(count + 1) * sizeof *lanes);
  double *own = daily ? NULL : malloc((size_t)(count * days + 1) * sizeof *own);
  int done = p && lanes && (daily || own);
  if (done) {
    double *row = daily ? daily : own;
    for (int64_t i = 0; i < count; i++) start_lane(g, &lanes[i], days ? row + i * days : NULL);
    done = run_lanes(g, from, to, p, lanes, &b);
  }
  if (done)
    for (int64_t i = 0; i < count; i++) {
      finish(g, &lanes[i], table + from + i, stride);
      doubt[from + i] = (uint8_t)(lanes[i].doubt || is_seen(g, &lanes[i]));
    }
  omc_program_free(p);
  free(lanes);
  free(own);
  if (!done) {
    free(b.made);
    return -1;
  }
  if (trades) *trades = b.made;
  return b.count;
}
