"""Language models behind the LanguageModel port, one folder a dialect; asked over the collectors' HTTP."""
