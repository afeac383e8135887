# cmake -DOUT=FILE -DSOURCES=A;B -P program_hash.cmake: a C file that says what the program's state was made from.
set(hashes "")
foreach(source ${SOURCES})
    file(SHA256 ${source} hash)
    string(APPEND hashes ${hash})
endforeach()
string(SHA256 whole "${hashes}")
file(WRITE ${OUT} "#include \"collector/program.h\"\n\nconst char sz_program_sha256[] = \"${whole}\";\n")
