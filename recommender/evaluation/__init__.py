"""How good the answers are: test collections and questions in, figures with their intervals out."""
