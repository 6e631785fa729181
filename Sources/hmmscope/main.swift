print("hmmscope")
