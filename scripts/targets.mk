# ---- training: the library as Python sees it (training/native.py) ----
.PHONY: training-lib
TRAINING_SO := $(BUILD)/training.so
training-lib: $(TRAINING_SO) ## build build/training.so, which training/native.py loads
$(TRAINING_SO): training/native.c $(LIB)
	$(CC) $(CPPFLAGS) $(CFLAGS) -shared $< $(LIB) -o $@ $(LDLIBS)
