/* Conditions as bits: the program of the rules, run block by block, each op once for all lanes that share it.
 *
 * A row holds a block of one op, and before it as many words as ops that look back need. Ops of one lane alone
 * use the rows of such ops of the lane before it anew, so that they stay in the first-level cache; what the
 * next block looks back at is put aside.
 */
#include "internal.h"

struct program {
  const omc_grid *g;
  int64_t start, bars, block, history; /* history: words kept before the block */
  int64_t from;
  int32_t *schedule, *first; /* ops in order of need, and where those of each lane begin */
  int64_t lanes, columns;
  int32_t *column; /* those that are read */
  uint8_t *based;  /* by column: measured from the block's price */
  float *near;     /* by column */
  int16_t *coarse; /* by column, of those measured from the block's price */
  int is_coarse;   /* whether this block is compared so */
  uint64_t *known; /* by column */
  uint64_t *rows;  /* of a lane's own ops, then of those that several share */
  uint64_t *aside; /* by part of op: the last words of the block before */
  int64_t stride;
  int32_t *row;  /* of each op, -1 where none reads it */
  int32_t *part; /* of each op in `aside` */
  uint64_t *spare;
};

static uint64_t *row_of(const program *p, int32_t op) { return p->rows + p->row[op] * p->stride + p->history; }

const uint64_t *omc_program_row(const program *p, int32_t op) { return op < 0 ? NULL : row_of(p, op); }

static int parts_of(const omc_op *op) { return op->code == OMC_ORDER ? 3 : 1; }

static int is_joining(const omc_op *op) { return op->code == OMC_AND || op->code == OMC_OR; }

/* Whether a column moves with the price: compared with its like, both are measured from the block's. */
static int is_based(const omc_grid *g, const omc_column *c) {
  double middle = fabs(column_at(g, c, g->s.bars / 2));
  return middle > g->scale / 4 && middle < g->scale * 4;
}

enum { UNREAD = -1, SHARED = -2 };

/* Put an op and what it reads on the schedule of lane `k`. While that is made, `row` holds the lane that reads
 * an op, below all others, or that several do. */
static void need(program *p, int32_t op, int32_t k, int64_t *count) {
  if (op < 0) return;
  const omc_op *o = &p->g->s.op[op];
  const int32_t mine = -3 - k;
  int seen = p->row[op] != UNREAD;
  if (p->row[op] == mine || p->row[op] == SHARED) return;
  p->row[op] = seen ? SHARED : mine;
  if (o->code != OMC_ORDER && o->code != OMC_HELD) {
    need(p, o->a, k, count);
    if (is_joining(o)) need(p, o->b, k, count);
  }
  if (!seen) p->schedule[(*count)++] = op;
}

/* Rows: a lane's own ops from the first on, those that several share after all of these. */
static int64_t place(program *p, int64_t count) {
  int64_t most = 0, shared = 0, parts = 0;
  for (int64_t k = 0; k < p->lanes; k++) {
    int64_t own = 0;
    for (int32_t i = p->first[k]; i < p->first[k + 1]; i++) {
      int32_t op = p->schedule[i];
      int of = parts_of(&p->g->s.op[op]);
      p->part[op] = (int32_t)parts;
      parts += of;
      if (p->row[op] == SHARED) continue;
      p->row[op] = (int32_t)own;
      own += of;
    }
    most = own > most ? own : most;
  }
  for (int64_t i = 0; i < count; i++) {
    int32_t op = p->schedule[i];
    if (p->row[op] != SHARED) continue;
    p->row[op] = (int32_t)(most + shared);
    shared += parts_of(&p->g->s.op[op]);
  }
  p->aside = calloc((size_t)(parts * p->history + 1), sizeof *p->aside);
  return most + shared;
}

program *omc_program(const omc_grid *g, int64_t from, int64_t to) {
  program *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  const omc_search *s = &g->s;
  p->g = g;
  p->from = from;
  p->lanes = to - from;
  p->history = 1;
  for (int64_t i = 0; i < s->ops; i++)
    if (s->op[i].code >= OMC_LATER && s->op[i].code <= OMC_ANY) {
      int64_t words = s->op[i].length / 64 + 2;
      p->history = words > p->history ? words : p->history;
    }
  p->stride = p->history + WORDS;
  p->schedule = malloc((size_t)(s->ops + 1) * sizeof *p->schedule);
  p->first = malloc((size_t)(p->lanes + 1) * sizeof *p->first);
  p->row = malloc((size_t)(s->ops + 1) * sizeof *p->row);
  p->part = malloc((size_t)(s->ops + 1) * sizeof *p->part);
  p->column = malloc((size_t)(s->columns + 1) * sizeof *p->column);
  p->based = calloc((size_t)s->columns + 1, 1);
  p->near = malloc((size_t)(s->columns + 1) * BLOCK * sizeof *p->near);
  p->coarse = malloc((size_t)(s->columns + 1) * BLOCK * sizeof *p->coarse);
  p->known = malloc((size_t)(s->columns + 1) * WORDS * sizeof *p->known);
  p->spare = malloc((size_t)p->stride * 2 * sizeof *p->spare);
  if (!p->schedule || !p->first || !p->row || !p->part || !p->column || !p->based || !p->near || !p->coarse ||
      !p->known || !p->spare) {
    omc_program_free(p);
    return NULL;
  }
  for (int64_t i = 0; i < s->ops; i++) p->row[i] = UNREAD;
  int64_t count = 0;
  for (int64_t k = 0; k < p->lanes; k++) {
    const omc_lane *l = &s->lane[from + k];
    p->first[k] = (int32_t)count;
    for (int side = 0; side < 2; side++) {
      need(p, l->enter[side], (int32_t)k, &count);
      need(p, l->leave[side], (int32_t)k, &count);
    }
  }
  p->first[p->lanes] = (int32_t)count;
  int64_t rows = place(p, count);
  p->rows = calloc((size_t)(rows * p->stride + 1), sizeof *p->rows);
  if (!p->rows || !p->aside) {
    omc_program_free(p);
    return NULL;
  }
  uint8_t *read = p->based; /* first whether it is read, then whether it is based */
  for (int64_t i = 0; i < count; i++) {
    const omc_op *o = &s->op[p->schedule[i]];
    if (o->code == OMC_ORDER) read[o->a] = read[o->b] = 1;
  }
  for (int64_t i = 0; i < s->columns; i++)
    if (read[i]) {
      p->column[p->columns++] = (int32_t)i;
      read[i] = (uint8_t)is_based(g, &s->column[i]);
    }
  return p;
}

void omc_program_free(program *p) {
  if (!p) return;
  free(p->schedule);
  free(p->first);
  free(p->row);
  free(p->part);
  free(p->aside);
  free(p->column);
  free(p->based);
  free(p->near);
  free(p->coarse);
  free(p->known);
  free(p->spare);
  free(p->rows);
  free(p);
}

void omc_program_block(program *p, int64_t start, int64_t bars) {
  const omc_search *s = &p->g->s;
  double price = s->price[CLOSE][start];
  p->start = start;
  p->bars = bars;
  p->block = start / BLOCK;
  for (int64_t k = 0; k < p->columns; k++) {
    int32_t i = p->column[k];
    omc_column_block(p->g, &s->column[i], start, bars, p->based[i] ? price : 0.0, p->near + (size_t)i * BLOCK,
                     p->known + (size_t)i * WORDS);
  }
  double furthest = 0.0;
  for (int64_t k = 0; k < p->columns; k++) {
    int32_t i = p->column[k];
    if (p->based[i]) furthest = fmax(furthest, omc_furthest(p->near + (size_t)i * BLOCK));
  }
  p->is_coarse = furthest > 1e-30 && furthest < 1e30;
  if (!p->is_coarse) return;
  for (int64_t k = 0; k < p->columns; k++) {
    int32_t i = p->column[k];
    if (p->based[i])
      omc_shorten(p->near + (size_t)i * BLOCK, (float)(32700.0 / furthest), p->coarse + (size_t)i * BLOCK);
  }
}

static void settle(const program *p, const omc_op *o, int64_t word, uint64_t tied, uint64_t *above, uint64_t *below) {
  const omc_search *s = &p->g->s;
  while (tied) {
    int bit = __builtin_ctzll(tied);
    int64_t bar = p->start + word * 64 + bit;
    double a = column_at(p->g, &s->column[o->a], bar), b = column_at(p->g, &s->column[o->b], bar);
    tied &= tied - 1;
    *above |= (uint64_t)(a > b) << bit;
    *below |= (uint64_t)(a < b) << bit;
  }
}

static void order(const program *p, const omc_op *o, uint64_t *above) {
  uint64_t *below = above + p->stride, *known = below + p->stride;
  const uint64_t *one = p->known + (size_t)o->a * WORDS, *other = p->known + (size_t)o->b * WORDS;
  uint64_t ties = 0, tied[WORDS];
  if (p->is_coarse && p->based[o->a] && p->based[o->b])
    omc_compare_short(p->coarse + (size_t)o->a * BLOCK, p->coarse + (size_t)o->b * BLOCK, WORDS, above, below);
  else if (p->based[o->a] == p->based[o->b])
    omc_compare(p->near + (size_t)o->a * BLOCK, p->near + (size_t)o->b * BLOCK, WORDS, above, below);
  else
    memset(above, 0, WORDS * sizeof *above), memset(below, 0, WORDS * sizeof *below);
  for (int64_t w = 0; w < WORDS; w++) {
    known[w] = one[w] & other[w];
    above[w] &= known[w];
    below[w] &= known[w];
    tied[w] = known[w] & ~(above[w] | below[w]);
    ties |= tied[w];
  }
  if (ties)
    for (int64_t w = 0; w < WORDS; w++)
      if (tied[w]) settle(p, o, w, tied[w], above + w, below + w);
}

/* `words` words of a row, each bit `bars` later; what came before the row is 0. */
static void later(const uint64_t *from, int64_t bars, int64_t words, uint64_t *into) {
  int64_t whole = bars / 64, part = bars % 64;
  for (int64_t w = words - 1; w >= 0; w--) {
    uint64_t word = w >= whole ? from[w - whole] << part : 0;
    if (part && w > whole) word |= from[w - whole - 1] >> (64 - part);
    into[w] = word;
  }
}

/* Where all (or any) of the last `length` bars are set, by doubling. */
static void of_last(const program *p, const uint64_t *from, int64_t length, int all, uint64_t *into) {
  uint64_t *have = p->spare, *moved = p->spare + p->stride;
  memcpy(have, from - p->history, (size_t)p->stride * sizeof *have);
  for (int64_t done = 1; done < length;) {
    int64_t step = done < length - done ? done : length - done;
    later(have, step, p->stride, moved);
    for (int64_t w = 0; w < p->stride; w++) have[w] = all ? have[w] & moved[w] : have[w] | moved[w];
    done += step;
  }
  memcpy(into, have + p->history, WORDS * sizeof *into);
}

static void crosses(const program *p, const uint64_t *above, int up, uint64_t *into) {
  const uint64_t *below = above + p->stride, *known = below + p->stride;
  const uint64_t *now = up ? above : below;
  for (int64_t w = 0; w < WORDS; w++)
    into[w] = now[w] & ((known[w] & ~now[w]) << 1 | (known[w - 1] & ~now[w - 1]) >> 63);
}

/* Words beyond the bars of the whole run stay 0, as do bits. */
static void held(const program *p, const omc_op *o, uint64_t *into) {
  const uint64_t *row = p->g->s.held_row[o->a] + p->start / 64;
  int64_t words = (p->bars + 63) / 64;
  memcpy(into, row, (size_t)words * sizeof *into);
  memset(into + words, 0, (size_t)(WORDS - words) * sizeof *into);
}

static void cut(const program *p, uint64_t *row) {
  if (p->bars == BLOCK) return;
  int64_t whole = p->bars / 64;
  row[whole] &= ((uint64_t)1 << (p->bars % 64)) - 1;
  for (int64_t w = whole + 1; w < WORDS; w++) row[w] = 0;
}

static void run(const program *p, int32_t index) {
  const omc_op *o = &p->g->s.op[index];
  uint64_t *row = row_of(p, index);
  const uint64_t *a = o->code == OMC_ORDER || o->code == OMC_HELD ? NULL : row_of(p, o->a);
  const uint64_t *b = is_joining(o) ? row_of(p, o->b) : NULL;
  const uint64_t *below = a ? a + p->stride : NULL, *known = a ? below + p->stride : NULL;
  switch (o->code) {
  case OMC_ORDER:
    order(p, o, row);
    break;
  case OMC_ABOVE:
    memcpy(row, a, WORDS * sizeof *row);
    break;
  case OMC_BELOW:
    memcpy(row, below, WORDS * sizeof *row);
    break;
  case OMC_NOT_BELOW:
    for (int64_t w = 0; w < WORDS; w++) row[w] = known[w] & ~below[w];
    break;
  case OMC_NOT_ABOVE:
    for (int64_t w = 0; w < WORDS; w++) row[w] = known[w] & ~a[w];
    break;
  case OMC_EQUAL:
    for (int64_t w = 0; w < WORDS; w++) row[w] = known[w] & ~(a[w] | below[w]);
    break;
  case OMC_DIFFERENT:
    for (int64_t w = 0; w < WORDS; w++) row[w] = a[w] | below[w];
    break;
  case OMC_CROSSES_ABOVE:
    crosses(p, a, 1, row);
    break;
  case OMC_CROSSES_BELOW:
    crosses(p, a, 0, row);
    break;
  case OMC_AND:
    for (int64_t w = 0; w < WORDS; w++) row[w] = a[w] & b[w];
    break;
  case OMC_OR:
    for (int64_t w = 0; w < WORDS; w++) row[w] = a[w] | b[w];
    break;
  case OMC_LATER: {
    later(a - p->history, o->length, p->stride, p->spare);
    memcpy(row, p->spare + p->history, WORDS * sizeof *row);
    cut(p, row);
    break;
  }
  case OMC_ALL:
  case OMC_ANY:
    of_last(p, a, o->length, o->code == OMC_ALL, row);
    cut(p, row);
    break;
  default:
    held(p, o, row);
  }
  /* Before the block stands what came before it; what the next looks back at is put aside. */
  const size_t kept = (size_t)p->history * sizeof *row;
  for (int part = 0; part < parts_of(o); part++) {
    uint64_t *one = row + part * p->stride, *aside = p->aside + (p->part[index] + part) * p->history;
    memcpy(one - p->history, aside, kept);
    memcpy(aside, one + WORDS - p->history, kept);
  }
}

void omc_program_lane(program *p, int64_t lane) {
  for (int32_t i = p->first[lane - p->from]; i < p->first[lane - p->from + 1]; i++) run(p, p->schedule[i]);
}
