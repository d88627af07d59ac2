/** Shapes on the wire. Decimals are strings, times ISO 8601 with Z. */

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

// ---- Floor

export interface Kill {
  active: boolean;
  since: string | null;
  by: string | null;
}

export interface Pnl {
  currency: string;
  equity: string;
  cash: string;
  initial_capital: string;
  realised: string;
  unrealised: string;
  fees: string;
  today: string;
  today_fraction: string | null;
  drawdown_fraction: string | null;
  daily_loss_fraction: string | null;
  exposure_fraction: string | null;
  largest_position_fraction: string | null;
}

export type AlgorithmStatus = "INITIALIZING" | "ACTIVE" | "PAUSED" | "STOPPED" | "ERROR";

export interface Algorithm {
  algorithm_id: string;
  name: string;
  mode: "simulation" | "paper";
  status: AlgorithmStatus;
  reason: string | null;
  series: string;
  pnl: string;
  trades: number;
  wins: number;
  losses: number;
  capital: string;
  heartbeat_at: string | null;
  created_at: string;
  limits: Limits;
}

export interface Limits {
  position_fraction?: string | null;
  exposure_fraction?: string | null;
  daily_loss_fraction?: string | null;
  half_size_loss_fraction?: string | null;
  drawdown_fraction?: string | null;
}

export interface Reason {
  code: string;
  text: string;
  values: Record<string, string>;
}

export interface Order {
  order_id: string;
  client_order_id: string;
  algorithm_id: string;
  symbol: string;
  side: "buy" | "sell";
  type: string;
  state: string;
  quantity: string;
  filled_quantity: string;
  average_price: string | null;
  fees: string;
  slippage_bps?: string | null;
  /** Code of the last word on it; a push has only this one. */
  reason: string;
  reasons?: Reason[];
  mode: string;
  decided_at?: string;
  occurred_at: string;
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  before: string;
  after: string;
  reasons: Reason[];
}

export interface OrderDetail extends Order {
  audit: AuditEntry[];
}

export interface Position {
  algorithm_id: string;
  symbol: string;
  venue: string;
  side: "long" | "short" | null;
  quantity: string;
  average_entry: string | null;
  mark: string | null;
  mark_time: string | null;
  unrealised: string;
  unrealised_fraction: string | null;
  stop: string | null;
  target: string | null;
  opened_at: string | null;
}

export interface FloorSync {
  seq: number;
  server_time: string;
  kill: Kill;
  pnl: Pnl;
  algorithms: Algorithm[];
  open_orders: Order[];
  positions: Position[];
  last_reconciliation: { time: string; clean: boolean } | null;
}

export interface EquityPoint {
  ts: string;
  equity: string;
}

export interface Failure {
  kind: string;
  object: string;
  message: string;
}

export type StopStep = "flag" | "pause" | "cancel" | "close" | "verify" | "report";

export interface StopProgress {
  operation_id: string;
  step: StopStep;
  done: number;
  total: number;
  failures: Failure[];
  elapsed_ms: number;
  finished: boolean;
}

export interface StopResult {
  stopped_algorithms: string[];
  cancelled_orders: string[];
  liquidated_positions: { algorithm_id: string; symbol: string; quantity: string; price: string }[];
  final_pnl: string | null;
  partial_success: boolean;
  completed_actions: Failure[];
  failed_actions: Failure[];
}

export interface StopOperation {
  operation_id: string;
  state: string;
  accepted_at: string;
  quiesced_at: string | null;
  finished_at: string | null;
  progress: StopProgress | null;
  result: StopResult | null;
}

// ---- Strategies

export interface ParamSpec {
  default: string;
  search?: { low: string; high: string; step: string } | null;
}

export interface Rules {
  enter: string;
  exit?: string | null;
}

export interface StopSpec {
  kind: "fraction" | "atr" | "price";
  fraction?: string | null;
  multiple?: string | null;
  period?: number | null;
  price?: string | null;
  trailing?: boolean;
}

export interface TargetSpec {
  kind: "fraction" | "atr" | "r";
  value: string;
  period?: number | null;
}

export interface Spec {
  name: string;
  family: string;
  symbol: string;
  venue: string;
  timeframe: string;
  description?: string;
  params: Record<string, ParamSpec>;
  features: Record<string, string>;
  constraints?: string[];
  long?: Rules | null;
  short?: Rules | null;
  sizing: { kind: "fraction" | "risk"; fraction: string };
  stop?: StopSpec | null;
  target?: TargetSpec | null;
  time_stop_bars?: number | null;
}

export interface Template {
  template_id: string;
  name: string;
  category: string;
  description: string;
  difficulty: string;
  tags: string[];
  disclaimer: string;
  presets: { name: string; params: Record<string, string> }[];
  spec: Spec;
}

export interface StrategySummary {
  strategy_id: string;
  name: string;
  latest_version: number;
  created_at: string;
  updated_at: string;
}

export interface StrategyVersion {
  strategy_id: string;
  version: number;
  spec_hash: string;
  created_at: string;
  spec: Spec;
}

export interface StrategyDetail {
  strategy: StrategySummary;
  latest: StrategyVersion;
}

export interface SpecError {
  path: string;
  message: string;
  token: string | null;
  line: number | null;
  column: number | null;
}

export interface Validation {
  valid: boolean;
  errors: SpecError[];
  normalised: Spec | null;
}

export interface Series {
  series: string;
  venue: string;
  symbol: string;
  timeframe: string;
  simulated: boolean;
  first: string | null;
  last: string | null;
  bars: number | null;
}

export interface Costs {
  maker_bps?: string;
  taker_bps?: string;
  half_spread_bps?: string;
  slippage_bps?: string;
}

export interface BacktestRequest {
  strategy_id: string;
  version: number;
  series: string;
  start?: string;
  end?: string;
  initial_capital?: string;
  costs?: Costs;
  limits?: Limits;
  auto_promote: boolean;
  approval: "auto" | "ask";
}

export type RunState = "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED";

export interface Metrics {
  [name: string]: string | number | null | undefined;
}

export interface Backtest {
  run_id: string;
  strategy_id: string;
  strategy_name: string;
  version: number;
  series: string;
  state: RunState;
  progress_fraction: number;
  phase: string | null;
  verdict: string | null;
  metrics: Metrics | null;
  error: string | null;
  created_at: string;
  finished_at: string | null;
  channel: string;
}

export interface BacktestPoint {
  ts: string;
  equity: string;
  drawdown_fraction: string;
  benchmark: string | null;
}

export interface Trade {
  symbol: string;
  direction: "long" | "short";
  quantity: string;
  entry_ts: string;
  entry_price: string;
  exit_ts: string;
  exit_price: string;
  exit_reason: string;
  fees: string;
  net_pnl: string;
  r_multiple: string | null;
  bars_held: number;
}

export interface Gate {
  name: string;
  tier: string;
  value: string | null;
  limit: string;
  comparison: string;
  hardness: "hard" | "soft";
  outcome: "pass" | "fail" | "not_evaluated";
  reason: string | null;
}

export interface ReportCard {
  run_id: string;
  verdict: string;
  tier_reached: string | null;
  reasons: string[];
  warnings: string[];
  gates: Gate[];
  metrics: Metrics;
  costs: Metrics;
  data: { series: string; first: string; last: string; bars: number; missing: number; simulated: boolean };
  result_hash: string;
  created_at: string;
}

export interface Promotion {
  promotion_id: string;
  run_id: string;
  strategy_name: string;
  target: "simulation" | "paper";
  state: string;
  capital: string;
  limits: Limits;
  note: string | null;
  reason: string | null;
  created_at: string;
  decided_at: string | null;
  algorithm_id: string | null;
}

export interface Candle {
  ts: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
}
