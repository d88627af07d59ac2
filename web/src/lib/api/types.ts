/** Shapes on the wire. Decimals are strings, times ISO 8601 with Z. */
import type { components } from "./schema";

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

// ---- Strategies, runs, promotions, candles: as the routes declare them

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Spec = Schemas["SpecModel"];
export type Template = Schemas["TemplateOut"];
export type StrategySummary = Schemas["StrategyOut"];
export type StrategyVersion = Schemas["StrategyVersionOut"];
export type StrategyDetail = Schemas["StrategyDetail"];
export type SpecError = Schemas["ProblemField"];
export type Validation = Schemas["SpecVerdict"];
export type Series = Schemas["SeriesOut"];
export type Candle = Schemas["CandleOut"];
export type Limits = Schemas["LimitsModel"];
export type RunState = Schemas["RunState"];
export type Backtest = Schemas["BacktestOut"];
export type BacktestCurve = Schemas["EquityCurve"];
export type BacktestPoint = Schemas["EquityPoint"];
export type Trade = Schemas["TradeOut"];
export type Gate = Schemas["GateOut"];
export type Metric = Schemas["MetricOut"];
export type ReportCard = Schemas["ReportCardOut"];
export type Promotion = Schemas["PromotionOut"];

/** What has a default may be left out of a request. */
type Asked<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

export type BacktestRequest = Omit<Asked<Schemas["BacktestIn"], "strategy_id" | "version" | "series">, "costs" | "limits"> & {
  costs?: Partial<Schemas["CostsModel"]>;
  limits?: Partial<Limits>;
};
export type PromotionRequest = Omit<Asked<Schemas["PromotionIn"], "run_id" | "target" | "capital">, "limits"> & {
  limits?: Partial<Limits>;
};
