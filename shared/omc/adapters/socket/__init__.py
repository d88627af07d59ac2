"""What is said over WebSockets, to whom, and by which door; API Gateway holds the connections."""
