/* Lanes through the bars: each is flat, looking for its next entry, or open, looking for its exit. */
#include "internal.h"

typedef struct {
  omc_trade *made;
  int64_t count, room;
  int wanted, failed;
} books;

/* The conditions of one lane over one block. */
typedef struct {
  uint64_t enter[WORDS], is_long[WORDS];
  const uint64_t *leave[2];
} wants;

static const uint64_t nothing[WORDS];

/* The first set bit at or after `from` and before `end`, end where there is none. */
static int64_t next_set(const uint64_t *words, int64_t from, int64_t end) {
  if (from >= end) return end;
  int64_t w = from / 64, last = (end - 1) / 64;
  uint64_t word = words[w] & (~(uint64_t)0 << (from % 64));
  while (!word) {
    if (w == last) return end;
    word = words[++w];
  }
  int64_t found = w * 64 + __builtin_ctzll(word);
  return found < end ? found : end;
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
}

static int64_t until(const omc_search *s, int64_t lives) {
  int64_t at = s->bars;
  if (s->time_stop > 0) at = lives + s->time_stop - 1;
  if (s->flat_next && s->flat_next[lives] < at) at = s->flat_next[lives];
  return at;
}

/* Decide an entry at `signal`; 0 where none is made. */
static int enter(omc_grid *g, lane *l, int side, int64_t signal) {
  entry own = {0};
  const entry *e = omc_entry(g, side, signal + 1, &own);
  if (!e->allowed || !omc_enter(g, l, side, signal, e)) return 0;
  l->signal = signal;
  l->start = g->s.at_close ? signal : signal + 1;
  l->seek = signal + 1;
  l->until = until(&g->s, signal + 1);
  l->touch = e->touch;
  l->rests = (int8_t)e->rests;
  l->entry_out = e->out;
  return 1;
}

static void keep(books *b, const lane *l, int64_t index) {
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
  omc_trade t = {index, l->start, l->end, l->before, l->inside, l->cash, l->worth};
  b->made[b->count++] = t;
}

/* End the open position, given the close at which the exit rule speaks. */
static void leave(omc_grid *g, lane *l, int64_t by_rule, int64_t index, books *b) {
  const omc_search *s = &g->s;
  const int64_t n = s->bars, last = g->last;
  int64_t decided = by_rule < l->until ? by_rule : l->until;
  int inside = l->touch <= (decided < last ? decided : last);
  int held = !inside && decided >= (s->at_close ? n : last);
  double out;
  l->turn = -1;
  if (inside) {
    l->end = l->again = l->touch;
    out = l->entry_out;
  } else if (held) {
    l->end = last;
    l->again = n;
    out = (double)omc_fill(&s->buy, &s->sell, (int64_t)g->ticks[CLOSE][last], l->side ? 1 : -1) * s->lot;
  } else {
    l->end = s->at_close ? decided : decided + 1;
    l->again = decided == by_rule ? decided : decided + 1;
    if (decided == by_rule) l->turn = decided;
    out = g->exits[l->side] ? g->exits[l->side][l->end]
                            : (double)omc_fill(&s->buy, &s->sell,
                                               (int64_t)g->ticks[s->at_close ? CLOSE : OPEN][l->end],
                                               l->side ? 1 : -1) *
                                  s->lot;
  }
  omc_leave(g, l, out, inside && l->rests);
  omc_measure(g, l);
  if (b->wanted) keep(b, l, index);
  l->side = -1;
}

static void through(omc_grid *g, lane *l, const wants *w, int64_t start, int64_t end, int64_t index, books *b) {
  const int two = w->leave[0] && g->entries[0] && g->entries[1];
  for (;;) {
    if (l->side < 0) {
      int64_t from = l->again > start ? l->again : start;
      int64_t signal = start + next_set(w->enter, from - start, end - start);
      if (signal >= end) return;
      int side = two ? !(w->is_long[(signal - start) / 64] >> ((signal - start) % 64) & 1) : !g->entries[0];
      if (!enter(g, l, side, signal)) {
        l->again = signal + 1;
        continue;
      }
    }
    int64_t known = l->touch < l->until ? l->touch : l->until, stop = known < end - 1 ? known + 1 : end;
    int64_t from = l->seek > start ? l->seek : start;
    int64_t rule = from < stop ? start + next_set(w->leave[l->side], from - start, stop - start) : stop;
    if (rule >= stop) {
      if (known >= end) {
        l->seek = end;
        return;
      }
      rule = g->s.bars;
    }
    leave(g, l, rule, index, b);
  }
}

static int all_lanes(omc_grid *g, int64_t from, int64_t to, program *p, lane *lanes, books *b) {
  for (int64_t start = 0; start < g->s.bars; start += BLOCK) {
    int64_t end = start + BLOCK < g->s.bars ? start + BLOCK : g->s.bars;
    omc_program_block(p, start, end - start);
    for (int64_t i = from; i < to; i++) {
      wants w;
      omc_program_lane(p, i);
      read_wants(g, p, &g->s.lane[i], start, &w);
      through(g, &lanes[i - from], &w, start, end, i, b);
    }
  }
  for (int64_t i = from; i < to; i++)
    if (lanes[i - from].side >= 0) leave(g, &lanes[i - from], g->s.bars, i, b);
  return !b->failed;
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
    for (int64_t i = 0; i < count; i++) omc_lane_start(g, &lanes[i], days ? row + i * days : NULL);
    done = all_lanes(g, from, to, p, lanes, &b);
  }
  if (done)
    for (int64_t i = 0; i < count; i++) {
      omc_finish(g, &lanes[i], table + from + i, stride);
      doubt[from + i] = (uint8_t)lanes[i].doubt;
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
